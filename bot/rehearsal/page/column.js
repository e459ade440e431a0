// One person's phone: the chats, the messages, the field to write in.

import * as api from "/page/api.js";
import { ask, el, toast } from "/page/dom.js";
import { messageView } from "/page/message.js";

export class Column {
  constructor(person, town) {
    this.person = person;
    this.town = town;
    this.chat = person.chat;
    this.thread = null;
    this.list = [];
    this.unread = {};
    this.reply = null;
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": `Messages of ${person.first_name}` });
    this.chats = el("select", { class: "chats", "aria-label": "Chat", on: { change: () => this.open(Number(this.chats.value)) } });
    this.threads = el("select", { class: "threads", "aria-label": "Topic", hidden: true, on: { change: () => { this.thread = this.threads.value ? Number(this.threads.value) : null; this.draw(); } } });
    this.typing = el("p", { class: "typing", "aria-live": "off" });
    this.replying = el("p", { class: "replying", hidden: true });
    this.keys = el("div", { class: "reply-keyboard", hidden: true });
    this.field = el("textarea", { class: "field", rows: "1", placeholder: "Message", "aria-label": `Write as ${person.first_name}`,
      on: { keydown: (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.send(); } } } });
    this.file = el("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", on: { change: () => this.sendFile() } });
    this.node = this.frame();
  }

  get chatOf() { return this.town.chats.find((chat) => chat.id === this.chat) || { id: this.chat, type: "private" }; }

  frame() {
    const button = (label, title, click, more = {}) => el("button", { type: "button", class: "icon", title, "aria-label": title, on: { click }, ...more }, label);
    this.block = button("Block", "Block the bot", () => this.act(this.person.blocked ? "unblock" : "block"), { class: "quiet" });
    return el("section", { class: "column", id: `person-${this.person.id}`, "aria-label": `${this.person.first_name}'s phone` },
      el("header", { class: "phone-head" },
        el("span", { class: "avatar", "aria-hidden": "true" }, [...this.person.first_name][0] || "?"),
        el("div", { class: "phone-who" }, el("h2", {}, this.person.first_name),
          el("p", {}, `${this.person.language_code || "no language"}${this.person.phone ? ` · ${this.person.phone}` : ""}`)),
        this.block, button("×", `Hide ${this.person.first_name}`, () => this.town.hide(this), { class: "quiet" })),
      el("div", { class: "where" }, this.chats, this.threads),
      this.log, this.typing, this.replying, this.keys,
      el("form", { class: "composer", on: { submit: (event) => { event.preventDefault(); this.send(); } } },
        button("☰", "Commands", () => this.commands()), button("+", "Attach", () => this.attach()),
        this.field, this.file, el("button", { class: "send", title: "Send", "aria-label": "Send" }, "➤")));
  }

  nameOf(from) {
    if (from === "bot") return this.town.bot.name || "Bot";
    return this.town.people.find((person) => person.id === from)?.first_name || String(from);
  }

  textOf(id) {
    const message = this.list.find((one) => one.message_id === id);
    return message ? (message.text || message.caption || message.kind).slice(0, 60) : "a message";
  }

  async act(what, more = {}) {
    try {
      return await api.act(this.person.id, what, this.chat === this.person.chat ? more : { chat: this.chat, ...more });
    } catch (fault) {
      toast(fault.message);
      return {};
    }
  }

  write(text) {
    const more = { text };
    if (this.thread) more.thread = this.thread;
    if (this.reply) more.reply_to = this.reply.message_id;
    this.replyTo(null);
    return this.act("write", more);
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    await this.write(text);
  }

  replyTo(message) {
    this.reply = message;
    this.replying.hidden = !message;
    this.replying.replaceChildren(...(message ? [`Replying to: ${this.textOf(message.message_id)} `,
      el("button", { type: "button", class: "quiet", on: { click: () => this.replyTo(null) } }, "Cancel")] : []));
    if (message) this.field.focus();
  }

  async commands() {
    const { bot } = await api.state(this.person.language_code || "");
    const lines = bot.commands.map((one) => el("button", { value: `/${one.command}`, class: "line" }, el("b", {}, `/${one.command}`), ` ${one.description}`));
    const { value } = await ask("Commands", lines.length ? lines : [el("p", {}, "The bot has set no commands.")], [["Close", ""]]);
    if (value.startsWith("/")) await this.write(value);
  }

  async attach() {
    const kinds = [["A file", "file"], ["A photo", "photo"], ["A voice message", "voice"], ["A sticker", "sticker"], ["A location", "location"], ["My phone number", "contact"], ["A poll", "poll"]];
    const { value } = await ask("Send", kinds.map(([label, kind]) => el("button", { value: kind, class: "line" }, label)), [["Cancel", ""]]);
    if (value === "file") this.file.click();
    else if (value === "contact") await this.share();
    else if (value) await this.act(value);
  }

  async share() {
    const field = el("input", { name: "phone", type: "tel", value: this.person.phone || "+44 7700 900123", "aria-label": "Phone number" });
    const { value, fields } = await ask("Share your phone number with the bot?", [field], [["Share", "share"], ["Cancel", ""]]);
    if (value === "share") await this.act("contact", { phone: fields.phone.replaceAll(" ", "") });
  }

  async sendFile() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
    await this.act("document", { name: file.name, content_base64: btoa(binary) });
  }

  open(chat) {
    this.chat = chat;
    this.thread = null;
    this.unread[chat] = 0;
    return this.refresh();
  }

  async refresh() {
    this.list = await api.messages(this.chat, this.person.id);
    this.drawHead();
    this.draw();
  }

  drawHead() {
    const mine = this.town.chats.filter((chat) => chat.type !== "private" && (chat.members || []).includes(this.person.id) && !chat.moved_to);
    const chats = [{ id: this.person.chat, title: this.town.bot.name || "Bot" }, ...mine];
    this.chats.replaceChildren(...chats.map((chat) => el("option", { value: chat.id, selected: chat.id === this.chat },
      `${chat.title}${this.unread[chat.id] ? ` (${this.unread[chat.id]})` : ""}`)));
    const topics = this.chatOf.topics || [];
    this.threads.hidden = !topics.length;
    this.threads.replaceChildren(el("option", { value: "" }, "General"), ...topics.map((topic) =>
      el("option", { value: topic.message_thread_id ?? topic.id, selected: (topic.message_thread_id ?? topic.id) === this.thread }, topic.name)));
    this.block.textContent = this.person.blocked ? "Unblock" : "Block";
    this.node.classList.toggle("blocked", Boolean(this.person.blocked));
  }

  draw() {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    const focused = document.activeElement?.dataset?.key && this.log.contains(document.activeElement)
      ? [document.activeElement.closest("[data-message]").dataset.message, document.activeElement.dataset.key] : null;
    const shown = this.list.filter((message) => !this.thread || message.thread === this.thread);
    const start = el("button", { type: "button", class: "primary start", on: { click: () => this.act("start") } }, "Start");
    this.log.replaceChildren(...(shown.length ? shown.map((message) => messageView(message, this))
      : [el("div", { class: "empty" }, el("p", {}, this.town.bot.description || "Nothing here yet."), this.chat === this.person.chat ? start : "")]));
    this.drawKeyboard(shown);
    if (near) this.toEnd();
    // A pressed button is drawn anew with its message: the keyboard must not lose its place.
    if (focused) this.log.querySelector(`[data-message="${focused[0]}"] [data-key="${focused[1]}"]`)?.focus({ preventScroll: true });
  }

  toEnd() { this.log.scrollTop = this.log.scrollHeight; }

  drawKeyboard(shown) {
    const last = shown.findLast((message) => message.from === "bot" && (message.reply_markup?.keyboard || message.reply_markup?.remove_keyboard || message.reply_markup?.force_reply));
    const rows = last?.reply_markup?.keyboard || [];
    if (last?.reply_markup?.force_reply && last === shown.at(-1) && !this.reply) this.replyTo(last);
    this.keys.hidden = !rows.length;
    this.keys.replaceChildren(...rows.map((row) => el("div", { class: "keys" }, ...row.map((key) => {
      const label = typeof key === "string" ? key : key.text;
      return el("button", { type: "button", class: "key", on: { click: () => (key.request_contact ? this.share() : this.write(label)) } }, label);
    }))));
  }

  doing(action) {
    this.typing.textContent = action === "typing" ? `${this.town.bot.name || "The bot"} is typing …` : "";
    clearTimeout(this.stop);
    this.stop = setTimeout(() => { this.typing.textContent = ""; }, 5000);
  }
}
