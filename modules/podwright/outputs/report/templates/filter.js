"use strict";
// The page is whole without this: it only shows the field that narrows a long table down.
for (const line of document.querySelectorAll("[data-filter]")) {
  const input = line.querySelector("input");
  const output = line.querySelector("output");
  const rows = [...document.getElementById(line.dataset.filter).tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    output.value = words.length ? `${shown} of ${rows.length}` : "";
  };
  input.addEventListener("input", narrow);
  line.hidden = false;
}
