import pytest

from holdfire.places.gazetteer import load

EXERCISE = """\
id,name,names,kind,within,lon,lat,radius_km
A1,Vardia,Wardiya|وردية,ADM1,,10.5,40.5,60
A2,Norland,Nordland,ADM1,,12.5,41.5,50
1,Vardia,وردية,PPLA,Vardia,10.6,40.6,6
2,Tall Karbash,Tell Kerbach|تل كرباش,PPL,Vardia,10.2,40.2,3
3,Al Mazraat,المزرعة,PPL,Vardia,10.1,40.1,3
4,Al Mazraat,المزرعة,PPL,Norland,12.1,41.1,3
5,Dayr Salim,دير سالم,PPL,Norland,12.3,41.3,3
6,Bir Hasnun,,PPL,Norland,12.4,41.4,3
7,Bir Hasnun,,PPL,Norland,12.8,41.8,3
8,Qasr Timran,,PPL,Norland,12.2,41.2,3
9,Qasr Tamrin,,PPL,Norland,12.6,41.6,3
"""


FILLER = "".join(
    f"F{n},{'bdfgklmnrstz'[n % 12]}ora{'bdfgklmnrstz'[n // 12]}uwa,,PPL,Vardia,10.{n},40.9,3\n"
    for n in range(60)
)
MORE = """\
L,Kafr Zaytun Qablat,,PPL,Vardia,10.3,40.4,3
J,Jisr Qandoulan,,PPL,Vardia,10.7,40.7,3
W,Western Tall Karbash,,PPL,Vardia,10.05,40.25,3
"""


@pytest.fixture(scope="session")
def dense():
    """The same, with most places of Vardia. An exercise."""
    return load((EXERCISE + MORE + FILLER).encode())


@pytest.fixture(scope="session")
def gazetteer():
    """An invented country: two areas, nine places. An exercise."""
    return load(EXERCISE.encode())
