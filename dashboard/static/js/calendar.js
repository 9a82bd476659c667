// The agenda on a screen that is wide enough: visits are drawn by resource and moved by dragging. Without this file, and on a phone,
// the same visits stand in a list, and each is moved through its form.
(() => {
  "use strict";

  const agenda = document.getElementById("agenda");
  const grid = document.getElementById("agenda-grid");
  const said = document.getElementById("agenda-said");
  const wide = window.matchMedia("(min-width: 60rem)");
  if (!agenda || !window.EventCalendar) return;

  const { events, move, day, span, locale } = agenda.dataset;
  const resources = [...document.querySelectorAll(".agenda-resources [data-resource]")].map((each) => ({
    id: each.dataset.resource,
    title: each.textContent,
    eventBackgroundColor: each.dataset.colour,
  }));
  let calendar = null;

  // -- Wall clock. The calendar's dates are local dates of the browser that stand for the company's wall clock. ----------
  const two = (n) => String(n).padStart(2, "0");
  const onDay = (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const wall = (d) => `${onDay(d)}T${two(d.getHours())}:${two(d.getMinutes())}:00`;

  // -- What became of it, in words, with what can be done about it. --------------------------------------------------------
  function say(text, tone, ...actions) {
    const box = document.createElement("div");
    box.className = tone === "bad" ? "problem" : "flash";
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words);
    for (const [label, act] of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-quiet";
      button.textContent = label;
      button.addEventListener("click", () => {
        said.replaceChildren();
        act();
      });
      box.append(button);
    }
    said.replaceChildren(box);
  }

  async function post(body) {
    try {
      const response = await fetch(move, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      return { done: response.ok, ...answer };
    } catch {
      return { done: false, text: agenda.dataset.failed };
    }
  }

  // -- One drag. What was refused goes back to where it was. ---------------------------------------------------------------
  async function ask(body, back, undo) {
    const answer = await post(body);
    if (answer.done) {
      say(answer.text, "good", ...(undo ? [[agenda.dataset.undo, undo]] : []));
      refresh();
      return;
    }
    back();
    const anyway = [agenda.dataset.anyway, () => ask({ ...body, anyway: true }, back, undo)];
    say(answer.text, "bad", ...(answer.may_book_anyway ? [anyway] : []), [agenda.dataset.close, () => {}]);
  }

  function moved(info, instead) {
    const { event, oldEvent } = info;
    const body = {
      visit: event.id,
      start: wall(event.start),
      end: event.allDay ? null : wall(event.end),
      all_day: event.allDay,
      was: wall(oldEvent.start),
      ...instead,
    };
    const undo = () =>
      ask(
        {
          visit: event.id,
          start: wall(oldEvent.start),
          end: oldEvent.allDay ? null : wall(oldEvent.end),
          all_day: oldEvent.allDay,
          was: body.start,
          resource: instead.instead_of ?? null,
          instead_of: instead.resource ?? null,
        },
        refresh,
      );
    ask(body, () => info.revert(), undo);
  }

  function refresh() {
    if (calendar) calendar.refetchEvents();
  }

  function content(info) {
    const { place, what, status, state, href } = info.event.extendedProps;
    const box = document.createElement("div");
    box.className = `agenda-event is-${state ?? "held"}`;
    const line = (text, name) => {
      if (!text) return;
      const each = document.createElement("p");
      each.className = name;
      each.textContent = text;
      box.append(each);
    };
    line(info.timeText, "agenda-time");
    line(info.event.title, "agenda-who");
    line(what, "agenda-what");
    line(place, "agenda-place");
    line(status, "agenda-status");
    if (href) box.dataset.href = href;
    return { domNodes: [box] };
  }

  // The library calls its boxes a table, whose rules they do not keep, and its articles buttons, which articles may not be. What
  // they hold is read in its order without that, and opened from the keyboard all the same.
  const NAMES = ["table", "rowgroup", "row", "columnheader", "rowheader", "cell", "button"].map((name) => `[role=${name}]`);
  const COUNTS = ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan", "aria-rowspan"];

  function plainly() {
    for (const each of grid.querySelectorAll(NAMES.join(","))) each.removeAttribute("role");
    for (const count of COUNTS) {
      for (const each of grid.querySelectorAll(`[${count}]`)) each.removeAttribute(count);
    }
  }

  function draw() {
    agenda.classList.toggle("is-drawn", wide.matches);
    grid.hidden = !wide.matches;
    if (!wide.matches || calendar) return;
    calendar = window.EventCalendar.create(grid, {
      view: span === "week" ? "resourceTimelineWeek" : "resourceTimeGridDay",
      date: day,
      firstDay: 1,
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      locale,
      headerToolbar: { start: "", center: "", end: "" },
      resources,
      slotMinTime: "06:00:00",
      slotMaxTime: "21:00:00",
      slotDuration: "00:30:00",
      snapDuration: "00:15:00",
      scrollTime: "07:00:00",
      slotHeight: 28,
      height: "44rem",
      nowIndicator: true,
      editable: true,
      allDayContent: agenda.dataset.allDay,
      eventContent: content,
      eventTextColor: "#16202a",
      eventSources: [
        {
          events: async (info) => {
            const response = await fetch(`${events}?from=${onDay(info.start)}&to=${onDay(info.end)}`);
            if (!response.ok) throw new Error(String(response.status));
            const found = await response.json();
            return found.map((each) => ({ ...each, backgroundColor: pale(each.backgroundColor) }));
          },
        },
      ],
      eventDidMount: (info) => {
        info.el.addEventListener("keydown", (event) => {
          const { href } = info.event.extendedProps;
          if (event.key === "Enter" && href) window.location.assign(href);
        });
      },
      eventClick: (info) => {
        if (info.event.extendedProps.href) window.location.assign(info.event.extendedProps.href);
      },
      eventDrop: (info) =>
        moved(info, info.newResource ? { resource: info.newResource.id, instead_of: info.oldResource.id } : {}),
      eventResize: (info) => moved(info, {}),
    });
    new MutationObserver(plainly).observe(grid, { subtree: true, childList: true, attributeFilter: ["role", ...COUNTS] });
    plainly();
    agenda.dataset.ready = "true";
  }

  // A resource's own colour is for its edge; behind the words it is thinned, so that they stay readable.
  function pale(colour) {
    return colour ? `color-mix(in srgb, ${colour} 28%, white)` : undefined;
  }

  // -- A visit without a date is dragged from the list into the calendar. ---------------------------------------------------
  let carried = null;
  agenda.addEventListener("dragstart", (event) => {
    carried = event.target.closest("[data-visit]");
    if (carried) event.dataTransfer.setData("text/plain", carried.dataset.title);
  });
  grid.addEventListener("dragover", (event) => {
    if (carried) event.preventDefault();
  });
  grid.addEventListener("drop", (event) => {
    if (!carried || !calendar) return;
    event.preventDefault();
    const place = calendar.dateFromPoint(event.clientX, event.clientY);
    const item = carried;
    carried = null;
    if (!place) return;
    const body = {
      visit: item.dataset.visit,
      start: wall(place.date),
      all_day: Boolean(place.allDay),
      resource: place.resource ? place.resource.id : null,
    };
    post(body).then((answer) => {
      const again = () =>
        post({ ...body, anyway: true }).then((second) => {
          say(second.text, second.done ? "good" : "bad");
          if (second.done) item.remove();
          refresh();
        });
      say(
        answer.text,
        answer.done ? "good" : "bad",
        ...(answer.may_book_anyway ? [[agenda.dataset.anyway, again]] : []),
      );
      if (answer.done) item.remove();
      refresh();
    });
  });

  document.body.addEventListener("fact", refresh);
  wide.addEventListener("change", draw);
  draw();
})();
