// A message's text with its entities, as nodes. Offsets count UTF-16 units, as JavaScript does.

import { copy, el } from "/page/dom.js";

const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote" };

export function rendered(text, entities, { onCommand }) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, sorted, onCommand);
  return root;
}

// Append text[from, to) to `parent`; entities inside become elements, nested ones inside them.
function fill(parent, text, from, to, entities, onCommand) {
  let at = from;
  let place = 0;
  while (place < entities.length) {
    const entity = entities[place];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) parent.append(text.slice(at, entity.offset));
    const inside = [];
    place += 1;
    while (place < entities.length && entities[place].offset < end) inside.push(entities[place++]);
    const node = element(entity, text.slice(entity.offset, end), onCommand);
    fill(node.inner, text, entity.offset, end, inside, onCommand);
    parent.append(node.outer);
    at = end;
  }
  if (at < to) parent.append(text.slice(at, to));
}

function element(entity, text, onCommand) {
  const one = (node) => ({ outer: node, inner: node });
  switch (entity.type) {
    case "code":
      return one(el("code", { class: "copyable", tabindex: "0", role: "button", title: "Copy",
        on: copying(text) }));
    case "pre": {
      const inner = el("code");
      const outer = el("pre", { class: "copyable", tabindex: "0", role: "button", title: "Copy", on: copying(text) }, inner);
      return { outer, inner };
    }
    case "text_link":
      return one(link(entity.url));
    case "url":
      return one(link(/^https?:/i.test(text) ? text : `https://${text}`));
    case "bot_command":
      return one(el("button", { type: "button", class: "command", on: { click: () => onCommand(text) } }));
    case "expandable_blockquote": {
      const inner = el("div", { class: "folded" });
      const button = el("button", { type: "button", class: "unfold", "aria-expanded": "false", on: { click: () => {
        const open = inner.classList.toggle("folded") === false;
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? "Show less" : "Show more";
      } } }, "Show more");
      return { outer: el("blockquote", {}, inner, button), inner };
    }
    case "spoiler": {
      const node = el("span", { class: "spoiler", tabindex: "0", role: "button", "aria-label": "hidden text", on: { click: () => node.classList.add("shown") } });
      return one(node);
    }
    default:
      return one(el(PLAIN[entity.type] || "span"));
  }
}

function link(address) {
  const safe = /^(https?|tg|mailto):/i.test(address) ? address : "#";
  return el("a", { href: safe, target: "_blank", rel: "noopener noreferrer", title: address });
}

function copying(text) {
  return {
    click: () => copy(text),
    keydown: (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); copy(text); }
    },
  };
}
