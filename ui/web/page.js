"use strict";
// Keys belong to the terminal as soon as it shows something, and whenever the window comes to the front.
function toTerminal() {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys) keys.focus();
}
window.addEventListener("DOMContentLoaded", () => {
  const watch = new MutationObserver(() => {
    if (document.body.classList.contains("-first-byte")) toTerminal();
  });
  watch.observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
window.addEventListener("focus", toTerminal);
