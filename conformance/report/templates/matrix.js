// Filters of the matrix. The state lives in the URL's hash, so that a view can be shared and the back button works.
const form = document.getElementById("filters");
const facets = ["verdict", "dialect", "subject"];
const columns = [...document.querySelectorAll(".matrix thead th")].slice(1).map((head) => ({ head, ...head.dataset }));
const blocks = [...document.querySelectorAll(".matrix tbody")].map((body) => ({
  body,
  suite: body.querySelector(".suite").textContent.trim(),
  rows: [...body.querySelectorAll("tr:not(.suite)")].map((row) => ({
    row,
    text: (body.querySelector(".suite").textContent.trim() + "/" + row.querySelector("code").textContent + " " + row.querySelector("a").textContent).toLowerCase(),
    cells: [...row.querySelectorAll("td")].map((cell) => ({ cell, verdicts: (cell.dataset.v || "").split(" ").filter(Boolean) })),
  })),
}));

function chosen() {
  const data = new FormData(form);
  const state = Object.fromEntries(facets.map((name) => [name, data.getAll(name)]));
  return { ...state, text: (data.get("text") || "").trim().toLowerCase() };
}

function hashOf(state) {
  const parts = [...facets, "text"].map((name) => [name, [].concat(state[name]).map(encodeURIComponent).join(",")]);
  return parts.filter(([, value]) => value).map(([name, value]) => name + "=" + value).join("&");
}

function restore() {
  const pairs = location.hash.slice(1).split("&").map((part) => part.split("="));
  const state = Object.fromEntries(pairs.filter((pair) => pair.length === 2));
  const known = [...facets, "text"].some((name) => name in state);
  if (!known && location.hash.length > 1) return false;
  for (const box of form.querySelectorAll("input[type=checkbox]"))
    box.checked = (state[box.name] || "").split(",").map(decodeURIComponent).includes(box.value);
  form.elements.text.value = decodeURIComponent(state.text || "");
  apply();
  return known;
}

function apply() {
  const state = chosen();
  const open = (list, value) => !list.length || list.includes(value);
  const visible = columns.map((column) => open(state.dialect, column.dialect) && open(state.subject, column.subject));
  columns.forEach((column, index) => { column.head.hidden = !visible[index]; });
  let shown = 0, all = 0;
  for (const block of blocks) {
    let some = false;
    for (const { row, text, cells } of block.rows) {
      const fits = cells.map(({ verdicts }, index) =>
        visible[index] && verdicts.length > 0 && (!state.verdict.length || verdicts.some((v) => state.verdict.includes(v))));
      const here = fits.some(Boolean) && text.includes(state.text);
      row.hidden = !here;
      cells.forEach(({ cell }, index) => { cell.hidden = !visible[index]; cell.classList.toggle("dim", here && !fits[index]); });
      all += 1; shown += here ? 1 : 0; some = some || here;
    }
    block.body.hidden = !some;
  }
  document.getElementById("shown").textContent = shown === all ? all + " cases" : shown + " of " + all + " cases";
  document.getElementById("nothing").hidden = shown > 0;
}

function changed() {
  apply();
  const hash = hashOf(chosen());
  history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
}

form.hidden = false;
form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(changed));
const toMatrix = () => { if (restore()) document.getElementById("matrix").scrollIntoView(); };
addEventListener("hashchange", toMatrix);
apply();
toMatrix();
