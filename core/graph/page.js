"use strict";
(() => {
  const picture = document.getElementById("picture");
  const find = document.getElementById("find");
  const least = document.getElementById("least");
  const told = document.getElementById("told");
  const resting = told.textContent;
  const [x, y, width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
  const field = { x, y, width, height };
  const dots = [...picture.querySelectorAll(".dot")];
  const names = [...picture.querySelectorAll("text[data-of]")];
  const lines = [...picture.querySelectorAll(".line")].map((shape) => ({
    shape, a: shape.dataset.a, b: shape.dataset.b, kind: shape.dataset.kind, strength: Number(shape.dataset.strength),
  }));
  const words = dots.map((dot) => dot.firstElementChild.textContent.toLocaleLowerCase());
  let view = { ...field };
  document.documentElement.classList.add("js");

  const show = (next) => {
    const width = Math.min(Math.max(next.width, field.width / 40), field.width * 2);
    view = { x: next.x, y: next.y, width, height: width * field.height / field.width };
    picture.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  };
  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return { x: point.x, y: point.y };
  };
  const zoom = (factor, at = { x: view.x + view.width / 2, y: view.y + view.height / 2 }) => {
    const width = Math.min(Math.max(view.width * factor, field.width / 40), field.width * 2);
    const share = width / view.width;
    show({ x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, width });
  };
  const move = (x, y) => show({ ...view, x: view.x + x * view.width, y: view.y + y * view.height });

  const emphasise = (kept) => {
    dots.forEach((dot, number) => dot.classList.toggle("far", kept !== null && !kept.has(String(number))));
    names.forEach((name) => name.classList.toggle("far", kept !== null && !kept.has(name.dataset.of)));
  };
  const around = (number) => {
    const kept = new Set([number]);
    for (const line of lines) {
      const touches = line.a === number || line.b === number;
      if (touches && !line.shape.hasAttribute("hidden")) kept.add(line.a).add(line.b);
      line.shape.classList.toggle("far", !touches);
    }
    return kept;
  };
  const seek = () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    lines.forEach((line) => line.shape.classList.toggle("far", wanted !== ""));
    const found = dots.filter((dot, number) => wanted && words[number].includes(wanted));
    dots.forEach((dot) => dot.classList.toggle("near", found.includes(dot)));
    emphasise(wanted ? new Set(found.map((dot) => dot.dataset.n)) : null);
    told.textContent = wanted ? `${found.length} found` : resting;
    return found;
  };
  const sift = () => {
    const off = new Set([...document.querySelectorAll(".legend input:not(:checked)")].map((box) => box.value));
    for (const line of lines) {
      line.shape.toggleAttribute("hidden", off.has(line.kind) || line.strength < Number(least.value));
    }
  };

  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, place(event));
  }, { passive: false });
  const held = new Map();
  picture.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const others = [...held.values()].filter((one) => one.pointerId !== event.pointerId);
    if (others.length) {
      const apart = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY) || 1;
      zoom(apart(before) / apart(event), place(others[0]));
    } else {
      const from = place(before), to = place(event);
      show({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
    }
    held.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    picture.addEventListener(end, (event) => held.delete(event.pointerId));
  }
  picture.addEventListener("pointerover", (event) => {
    const number = event.target.dataset.n;
    if (number === undefined || held.size) return;
    told.textContent = event.target.firstElementChild.textContent;
    if (lines.length && lines[0].shape.dataset.between === "dots") emphasise(around(number));
  });
  picture.addEventListener("pointerout", (event) => {
    if (event.target.dataset.n !== undefined) {
      lines.forEach((line) => line.shape.classList.remove("far"));
      seek();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const does = {
      "+": () => zoom(1 / 1.25), "=": () => zoom(1 / 1.25), "-": () => zoom(1.25), 0: () => show(field),
      ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
      ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1), "/": () => find.focus(),
    }[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  });
  find.addEventListener("input", seek);
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      find.value = "";
      seek();
      find.blur();
    } else if (event.key === "Enter") {
      const [first] = seek();
      if (first) {
        const width = field.width / 4, x = Number(first.getAttribute("cx")), y = Number(first.getAttribute("cy"));
        show({ x: x - width / 2, y: y - width * field.height / field.width / 2, width });
      }
    }
  });
  document.getElementById("reset").addEventListener("click", () => show(field));
  least.addEventListener("input", sift);
  document.querySelector(".legend").addEventListener("change", sift);
})();
