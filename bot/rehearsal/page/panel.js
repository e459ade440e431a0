// Journal of raw calls, faults on demand, limits and the clock.

import * as api from "/page/api.js";
import { el, toast } from "/page/dom.js";

const KINDS = ["429", "500", "502", "blocked", "deactivated", "cut_before", "cut_after", "timeout_after", "broken_json", "delay"];
const KEPT = 300;

export class Panel {
  constructor(node) {
    this.node = node;
    this.entries = [];
    this.paused = false;
    this.lines = el("ol", { class: "journal", reversed: true });
    this.filter = el("input", { type: "search", placeholder: "Filter: a method or a status", "aria-label": "Filter the journal", on: { input: () => this.draw() } });
    this.now = el("output", {});
    this.limits = el("input", { type: "checkbox", id: "limits", on: { change: () => this.guard(api.setLimits(this.limits.checked)) } });
    node.append(this.tools(), el("h2", {}, "Raw calls of the bot"), el("p", { class: "row" }, this.filter,
      el("button", { type: "button", "aria-pressed": "false", on: { click: (event) => {
        this.paused = !this.paused;
        event.currentTarget.setAttribute("aria-pressed", String(this.paused));
        event.currentTarget.textContent = this.paused ? "Go on" : "Pause";
        this.draw();
      } } }, "Pause")), this.lines);
  }

  guard(promise) { return promise.catch((fault) => toast(fault.message)); }

  tools() {
    const kind = el("select", { name: "kind", "aria-label": "Kind of fault" }, ...KINDS.map((one) => el("option", {}, one)));
    const times = el("input", { type: "number", name: "times", min: "1", value: "3", "aria-label": "How often" });
    const on = (seconds, label) => el("button", { type: "button", on: { click: () => this.guard(api.advance(seconds)).then((told) => told && this.tell(told.now)) } }, label);
    return el("div", {},
      el("h2", {}, "Clock"), el("p", { class: "row" }, this.now, on(3600, "+1 hour"), on(86400, "+1 day"), on(604800, "+7 days")),
      el("h2", {}, "Limits"), el("p", { class: "row" }, this.limits, el("label", { for: "limits" }, "Telegram's limits are on (30/s, 1/s a chat, 20/min a group)")),
      el("h2", {}, "Faults"), el("form", { class: "row", on: { submit: (event) => {
        event.preventDefault();
        const fault = { kind: kind.value, times: Number(times.value) || 1, seconds: 3, retry_after: 5 };
        this.guard(api.orderFault(fault)).then((told) => told && toast(`The next ${fault.times} calls: ${fault.kind}`));
      } } }, kind, times, el("button", {}, "Order"),
        el("button", { type: "button", on: { click: () => this.guard(api.clearFaults()).then(() => toast("All faults are off.")) } }, "All off")));
  }

  tell(now) { this.now.textContent = new Date(now).toLocaleString(); }

  take(call) {
    this.entries.unshift(call);
    this.entries.length = Math.min(this.entries.length, KEPT);
    if (!this.paused && !this.node.hidden) this.draw();
  }

  draw() {
    if (this.paused) return;
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.entries.filter((call) => !wanted || `${call.method} ${call.status}`.toLowerCase().includes(wanted));
    this.lines.replaceChildren(...shown.slice(0, 100).map((call) => el("li", {}, el("details", {},
      el("summary", { class: call.status >= 400 ? "refused" : "" }, el("span", { class: "status" }, String(call.status)), ` ${call.method}`),
      el("pre", {}, `${JSON.stringify(call.fields, null, 1)}\n\n→ ${JSON.stringify(call.answer, null, 1)}`)))));
  }
}
