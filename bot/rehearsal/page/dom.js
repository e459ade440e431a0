// Making elements. Foreign text only ever becomes a text node.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "class") node.className = value;
    else if (name in node && typeof value === "boolean") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const toasts = () => document.getElementById("toasts");

export function toast(text) {
  const note = el("p", { class: "toast" }, text);
  toasts().append(note);
  setTimeout(() => note.remove(), 4500);
}

// Show a dialog of `content` and resolve with the value of the button that closed it.
export function ask(title, content, buttons) {
  const dialog = document.getElementById("dialog");
  return new Promise((resolve) => {
    const form = el("form", { method: "dialog" }, el("h2", {}, title), ...content,
      el("p", { class: "dialog-buttons" }, ...buttons.map(([label, value], place) =>
        el("button", { value, class: place === 0 ? "primary" : "" , formnovalidate: value === ""}, label))));
    dialog.replaceChildren(form);
    dialog.addEventListener("close", () => {
      const fields = Object.fromEntries(new FormData(form));
      resolve({ value: dialog.returnValue, fields, form });
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission for the clipboard: the old way, from a field nobody sees.
    const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast(`Copied: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
}
