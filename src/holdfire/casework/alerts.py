"""An alert in its first hour: who was called, who answered, who was asked to stop, whether it stopped. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from holdfire.casework.clocks import DAY

if TYPE_CHECKING:
    from holdfire.casework import acts
    from holdfire.casework.model import Done, Thread

AlertState = Literal["raised", "unanswered", "acknowledged", "asked", "stopped", "quiet", "began again"]
"""How far an alert is; `quiet` is 24 hours without more since firing stopped, `unanswered` that nobody took a call."""


class Stand(NamedTuple):
    """How an alert stands: its state, when firing stopped and began again, and every return of fire."""

    state: AlertState
    stopped: int | None
    again: int | None
    returned: tuple[ReturnedFire, ...]


class ReturnedFire(NamedTuple):
    """That somebody fired back, and the calls and requests that had been made before it."""

    done: Done
    tried: tuple[Done, ...]


def stand(alert: Thread, now: int) -> Stand:
    """Say how an alert stands at an instant (UTC microseconds).

    Firing that begins again within 24 hours of having stopped belongs to the same alert. What was tried before a
    return of fire is every call and every request to stop that the log holds before it.
    """
    stopped, again = _firing(alert)
    tries = alert.of("call", "stand-down")
    returned = tuple(
        ReturnedFire(r, tuple(t for t in tries if t.entry < r.entry)) for r in alert.of("return-fire")
    )
    return Stand(_state(alert, stopped, again, now), stopped, again, returned)


def _firing(alert: Thread) -> tuple[int | None, int | None]:
    stopped: int | None = None
    again: int | None = None
    for done in alert.of("firing"):
        state = cast("acts.FiringState", done.body).state
        if state == "stopped":
            stopped, again = done.at, None
        elif stopped is not None:
            again = done.at if done.at - stopped <= DAY else again
    return stopped, again


def _state(alert: Thread, stopped: int | None, again: int | None, now: int) -> AlertState:
    if again is not None:
        return "began again"
    if stopped is not None:
        return "quiet" if now - stopped >= DAY else "stopped"
    if alert.of("stand-down"):
        return "asked"
    if alert.of("acknowledgement"):
        return "acknowledged"
    return "unanswered" if alert.of("call") and not any(_taken(c) for c in alert.of("call")) else "raised"


def _taken(call: Done) -> bool:
    return cast("acts.Call", call.body).answered
