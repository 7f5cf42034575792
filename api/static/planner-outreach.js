/* Copies the link of a team; without scripts, the address stands in a field to copy it from. */
(function () {
  "use strict";

  function offer(button) {
    const field = document.getElementById(button.dataset.copy);
    const words = button.textContent;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async function () {
      field.select();
      if (await copy(field.value)) {
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = words; }, 2000);
      }
    });
  }

  /* Browsers lend the clipboard to pages over https alone; what is selected they copy anywhere. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      return document.execCommand("copy");
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-copy]").forEach(offer);
  });
})();
