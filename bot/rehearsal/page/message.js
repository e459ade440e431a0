// One message in a chat, with its buttons.

import * as api from "/page/api.js";
import { ask, copy, el, toast } from "/page/dom.js";
import { rendered } from "/page/entities.js";

const KINDS = { photo: "🖼 Photo", voice: "🎤 Voice message", video_note: "⏺ Video message", sticker: "Sticker",
  location: "📍 Location", contact: "👤 Contact", poll: "📊 Poll", dice: "🎲 Dice" };

export function messageView(message, column) {
  const mine = message.from === column.person.id;
  const body = el("div", { class: "text" }, rendered(message.text || message.caption || "", message.entities,
    { onCommand: (command) => column.write(command) }));
  return el("article", {
    class: `message ${mine ? "mine" : message.from === "bot" ? "bot" : "other"}`,
    "data-message": message.message_id, "aria-label": `${mine ? "You" : column.nameOf(message.from)}, ${time(message.date)}`,
  },
    column.chatOf.type !== "private" && !mine ? el("p", { class: "who" }, column.nameOf(message.from)) : null,
    message.reply_to ? el("p", { class: "reply-to" }, `↪ ${column.textOf(message.reply_to)}`) : null,
    message.kind !== "text" && KINDS[message.kind] ? el("p", { class: "kind" }, KINDS[message.kind]) : null,
    message.document ? documentView(message.document) : null,
    body,
    el("p", { class: "meta" }, message.edited ? "edited · " : "", time(message.date)),
    keyboard(message, column),
    mine ? own(message, column) : el("p", { class: "own" },
      el("button", { type: "button", class: "quiet", on: { click: () => column.replyTo(message) } }, "Reply")));
}

function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function documentView(document_) {
  return el("p", {}, el("a", { href: api.fileAddress(document_.file_id), download: document_.file_name || "file" },
    `📄 ${document_.file_name || "document"}`));
}

function keyboard(message, column) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, ...rows.map((row, r) =>
    el("div", { class: "keys" }, ...row.map((button, c) => key(button, message, column, r, c)))));
}

function key(button, message, column, row, place) {
  if (button.url) {
    return el("a", { class: "key", href: /^(https?|tg):/i.test(button.url) ? button.url : "#", target: "_blank", rel: "noopener noreferrer", title: button.url },
      button.text, el("span", { class: "hint" }, ` ↗ ${short(button.url)}`));
  }
  if (button.copy_text) {
    return el("button", { type: "button", class: "key", title: button.copy_text.text, on: { click: () => copy(button.copy_text.text) } },
      button.text, el("span", { class: "hint" }, "copy"));
  }
  const node = el("button", { type: "button", class: "key", "data-key": `${row},${place}`, on: { click: async () => {
    node.classList.add("waiting");
    node.setAttribute("aria-busy", "true");
    try {
      const pressed = await column.act("press", { message_id: message.message_id, row, column: place });
      await answered(pressed.query_id);
    } catch (fault) { toast(fault.message); }
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  } } }, button.text);
  return node;
}

function short(address) {
  try { return new URL(address).host; } catch { return address; }
}

// Wait until the bot has answered on the button; show what it said.
async function answered(id) {
  for (let pause = 40; pause < 4000; pause *= 1.4) {
    const query = await api.query(id);
    if (query.answered || query.expired) {
      if (query.text && query.show_alert) await ask("Alert", [el("p", {}, query.text)], [["OK", "ok"]]);
      else if (query.text) toast(query.text);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  toast("The bot has not answered this press.");
}

function own(message, column) {
  const edit = async () => {
    const field = el("textarea", { name: "text", rows: "4", "aria-label": "Text" });
    field.value = message.text || message.caption || "";
    const { value, fields } = await ask("Edit your message", [field], [["Save", "save"], ["Cancel", ""]]);
    if (value === "save") await column.act("edit", { message_id: message.message_id, text: fields.text });
  };
  return el("p", { class: "own" },
    el("button", { type: "button", class: "quiet", on: { click: edit } }, "Edit"),
    el("button", { type: "button", class: "quiet", on: { click: () => column.act("delete", { message_id: message.message_id }) } }, "Delete"));
}
