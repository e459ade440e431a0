// The people's side of the local Telegram: every call the page makes.

async function ask(method, path, body) {
  const answer = await fetch(`/rehearsal/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error || `HTTP ${answer.status}`);
  return data;
}

export const state = (language) => ask("GET", language ? `state?language=${language}` : "state");
export const addPeople = (people) => ask("POST", "people", people);
export const addGroup = (group) => ask("POST", "groups", group);
export const act = (person, what, more = {}) => ask("POST", "act", { person, do: what, ...more });
export const messages = (chat, person) => ask("GET", `chats/${chat}/messages?person=${person}`);
export const query = (id) => ask("GET", `queries/${id}`);
export const calls = (after, limit) => ask("GET", `calls?after=${after}&limit=${limit}`);
export const events = (after, wait) => ask("GET", `events?after=${after}&wait=${wait}`);
export const orderFault = (fault) => ask("POST", "faults", fault);
export const clearFaults = () => ask("DELETE", "faults");
export const advance = (seconds) => ask("POST", "clock", { advance: seconds });
export const setLimits = (on) => ask("POST", "limits", { on });
export const fileAddress = (id) => `/rehearsal/files/${encodeURIComponent(id)}`;
