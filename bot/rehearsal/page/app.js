// The stage: people side by side, kept up to date by the town's events.

import * as api from "/page/api.js";
import { Column } from "/page/column.js";
import { ask, el, toast } from "/page/dom.js";
import { Panel } from "/page/panel.js";

const FIRST = [
  { first_name: "Aino", language_code: "fi" },
  { first_name: "Bertil", language_code: "sv" },
  { first_name: "Cleo", language_code: "en" },
];
const LANGUAGES = [["fi", "suomi"], ["sv", "svenska"], ["en", "English"], ["uk", "українська"], ["", "not told"]];

const by = (id) => document.getElementById(id);
const columns = new Map();
const hidden = new Set();
const panel = new Panel(by("panel"));

const town = {
  bot: {}, people: [], chats: [],
  hide(column) {
    hidden.add(column.person.id);
    column.node.remove();
    columns.delete(column.person.id);
    drawTabs();
  },
};

async function load() {
  const state = await api.state();
  Object.assign(town, { bot: state.bot, people: state.people, chats: state.chats });
  by("bot-name").textContent = `@${state.bot.username}`;
  panel.limits.checked = state.limits;
  panel.tell(state.now);
}

async function showPeople() {
  for (const person of town.people) {
    const known = columns.get(person.id);
    if (known) { known.person = person; known.drawHead(); continue; }
    if (hidden.has(person.id)) continue;
    const column = new Column(person, town);
    columns.set(person.id, column);
    by("columns").append(column.node);
    await column.refresh();
  }
  drawTabs();
}

// On a narrow screen one phone is seen at a time; the tabs choose which.
function drawTabs() {
  const chosen = [...columns.values()].find((column) => column.node.classList.contains("chosen")) || [...columns.values()][0];
  for (const column of columns.values()) column.node.classList.toggle("chosen", column === chosen);
  by("tabs").replaceChildren(...[...columns.values()].map((column) => {
    const waiting = Object.values(column.unread).reduce((sum, one) => sum + one, 0);
    return el("button", { type: "button", role: "tab", "aria-selected": String(column === chosen), "aria-controls": column.node.id,
      on: { click: () => { for (const other of columns.values()) other.node.classList.toggle("chosen", other === column); column.unread[column.chat] = 0; drawTabs(); column.toEnd(); } } },
      column.person.first_name, waiting ? el("span", { class: "unread" }, String(waiting)) : null);
  }));
}

async function addPerson() {
  const field = (label, input) => el("label", {}, el("span", {}, label), input);
  const name = el("input", { name: "first_name", required: true, maxlength: "64", value: "Dora" });
  const language = el("select", { name: "language_code" }, ...LANGUAGES.map(([code, label]) => el("option", { value: code }, label)));
  const phone = el("input", { name: "phone", type: "tel", placeholder: "+44 7700 900123" });
  const { value, fields } = await ask("Add a person", [field("Name", name), field("Language of Telegram", language), field("Phone (optional)", phone)], [["Add", "add"], ["Cancel", ""]]);
  if (value !== "add" || !fields.first_name) return;
  const person = { first_name: fields.first_name };
  if (fields.language_code) person.language_code = fields.language_code;
  if (fields.phone) person.phone = fields.phone.replaceAll(" ", "");
  await api.addPeople(person).catch((fault) => toast(fault.message));
}

async function addGroup() {
  const boxes = town.people.map((person) => el("label", { class: "check" }, el("input", { type: "checkbox", name: "member", value: person.id, checked: true }), person.first_name));
  const title = el("input", { name: "title", required: true, value: "Staff", "aria-label": "Title" });
  const forum = el("label", { class: "check" }, el("input", { type: "checkbox", name: "forum" }), "with topics");
  const { value, form } = await ask("Make a group with the bot", [title, ...boxes, forum], [["Make", "make"], ["Cancel", ""]]);
  if (value !== "make") return;
  const data = new FormData(form);
  const members = data.getAll("member").map(Number);
  await api.addGroup({ title: data.get("title"), members, forum: data.has("forum") }).catch((fault) => toast(fault.message));
}

const HELP = [
  "Each column is one person's phone. Press Start, then use the buttons as that person would.",
  "Enter sends, Shift and Enter begins a new line. ☰ shows the bot's commands, + sends other things.",
  "Journal and faults shows every raw call the bot makes. There you can also break the connection on purpose, move the clock and switch Telegram's limits.",
  "Block a bot, delete or edit a message, make a group: the bot is told as the real Telegram would tell it.",
  "Everything is forgotten when the rehearsal ends.",
];

function theme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  by("theme").setAttribute("aria-pressed", String(dark));
}

by("add-person").addEventListener("click", addPerson);
by("add-group").addEventListener("click", addGroup);
by("help").addEventListener("click", () => ask("How to rehearse", [el("ul", {}, ...HELP.map((line) => el("li", {}, line)))], [["Close", "ok"]]));
by("theme").addEventListener("click", () => theme(by("theme").getAttribute("aria-pressed") !== "true"));
by("toggle-journal").addEventListener("click", () => {
  panel.node.hidden = !panel.node.hidden;
  by("toggle-journal").setAttribute("aria-expanded", String(!panel.node.hidden));
  panel.draw();
});
theme(window.matchMedia("(prefers-color-scheme: dark)").matches);

// What happened to whom: redraw only the phones it concerns.
async function hear(events) {
  const stale = new Set();
  let everybody = false;
  for (const event of events) {
    if (event.kind === "call") panel.take(event.call);
    else if (["message", "edited", "deleted"].includes(event.kind)) {
      for (const column of columns.values()) {
        if (column.chat === event.chat) stale.add(column);
        const narrow = window.matchMedia("(max-width: 720px)").matches && !column.node.classList.contains("chosen");
        if (event.kind === "message" && belongs(column, event.chat) && (column.chat !== event.chat || narrow)) {
          column.unread[event.chat] = (column.unread[event.chat] || 0) + 1;
          stale.add(column);
        }
      }
    } else if (event.kind === "action") for (const column of columns.values()) { if (column.chat === event.chat) column.doing(event.action); }
    else if (["people", "chats", "bot"].includes(event.kind)) everybody = true;
  }
  if (everybody) { await load(); await showPeople(); for (const column of columns.values()) stale.add(column); }
  await Promise.all([...stale].map((column) => column.refresh()));
  if (stale.size) drawTabs();
}

function belongs(column, chat) {
  return chat === column.person.chat || (town.chats.find((one) => one.id === chat)?.members || []).includes(column.person.id);
}

async function follow() {
  let last = 0;
  for (;;) {
    try {
      const told = await api.events(last, 25);
      last = told.last;
      await hear(told.events);
    } catch {
      toast("The local Telegram does not answer.");
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

await load();
if (!town.people.length) { await api.addPeople(FIRST); await load(); }
await showPeople();
document.body.dataset.ready = "yes";
follow();
