// Makes a passkey, or logs in by one: asks this server for the options, the authenticator for the answer, and hands it in.
const button = document.getElementById("passkey");
const said = document.getElementById("passkey-said");
const isName = !/^[\d.]+$|^\[/.test(location.hostname);

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const known = (list) => (list ?? []).map((c) => ({ ...c, id: bytes(c.id) }));

async function create(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = known(options.excludeCredentials);
  const publicKey = { ...options, user, excludeCredentials, challenge: bytes(options.challenge) };
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  return whole(made, {
    clientDataJSON: text(clientDataJSON),
    attestationObject: text(attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function get(options) {
  const publicKey = { ...options, allowCredentials: known(options.allowCredentials), challenge: bytes(options.challenge) };
  const made = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response;
  return whole(made, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const whole = (made, response) => ({
  id: made.id,
  rawId: text(made.rawId),
  type: made.type,
  clientExtensionResults: made.getClientExtensionResults(),
  response,
});

async function run() {
  said.hidden = true;
  const { way, address, next } = button.dataset;
  try {
    const asked = await fetch(address);
    if (!asked.ok) throw new Error(await told(asked));
    const options = await asked.json();
    const credential = await (way === "create" ? create(options) : get(options));
    const label = document.getElementById("passkey-label")?.value ?? "";
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ credential, label, next: next ?? "" });
    const taken = await fetch(address, { method: "POST", headers, body });
    if (!taken.ok) throw new Error(await told(taken));
    location.assign(taken.url);
  } catch (error) {
    said.textContent = `${button.dataset.failed} ${error.message}`;
    said.hidden = false;
  }
}

async function told(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(".lead")?.textContent ?? String(response.status);
}

if (button && window.PublicKeyCredential && isName) {
  button.hidden = false;
  button.addEventListener("click", run);
} else if (button && !isName) {
  document.getElementById("passkey-not").hidden = false;
}
