// Filters of the matrix. The state lives in the URL's hash, so that a view can be shared and the back button works.
// Columns and dimmed cells are a few style rules; only rows are touched one by one, and only those that change.
const form = document.getElementById("filters");
const table = document.querySelector(".matrix");
const facets = ["verdict", "level", "feature", "dialect", "subject", "only"];
const rules = document.head.appendChild(document.createElement("style"));
const columns = [...table.querySelectorAll("thead th")].slice(1).map((head) => ({ ...head.dataset }));
const blocks = [...table.tBodies].map((body) => ({
  body,
  feature: body.dataset.feature,
  hidden: false,
  rows: [...body.rows].slice(1).map((row) => ({
    row,
    hidden: false,
    levels: row.dataset.l.split(" "),
    text: (body.dataset.suite + "/" + row.cells[0].lastChild.textContent + " " + row.cells[0].firstChild.textContent).toLowerCase(),
    cells: [...row.cells].slice(1).map((cell) => (cell.className === "none" ? [] : cell.className.split(" "))),
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

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function restore() {
  const pairs = location.hash.slice(1).split("&").map((part) => part.split("="));
  const state = Object.fromEntries(pairs.filter((pair) => pair.length === 2));
  for (const box of form.querySelectorAll("input[type=checkbox]"))
    box.checked = (state[box.name] || "").split(",").map(decoded).includes(box.value);
  form.elements.text.value = decoded(state.text || "");
  apply();
}

function show(part, element, visible) {
  if (part.hidden !== visible) return;
  part.hidden = !visible;
  element.hidden = !visible;
}

function apply() {
  const state = chosen();
  const open = (list, value) => !list.length || list.includes(value);
  const visible = columns.map((column) => open(state.dialect, column.dialect) && open(state.subject, column.subject));
  const places = visible.flatMap((on, index) => (on ? [index] : []));
  const told = (cell) => cell.length > 0 && (!state.verdict.length || cell.some((verdict) => state.verdict.includes(verdict)));
  const apart = (cells) => new Set(places.flatMap((place) => cells[place].slice(0, 1))).size > 1;  // the worst stands first
  let shown = 0, all = 0;
  for (const block of blocks) {
    const about = open(state.feature, block.feature);
    let some = false;
    for (const each of block.rows) {
      const here = about && each.text.includes(state.text) && (!state.level.length || each.levels.some((level) => state.level.includes(level))) &&
        places.some((place) => told(each.cells[place])) && (!state.only.length || apart(each.cells));
      show(each, each.row, here);
      all += 1;
      if (here) { shown += 1; some = true; }
    }
    show(block, block.body, some);
  }
  style(state, visible, places);
  document.getElementById("shown").textContent = shown === all ? all.toLocaleString("en") + " cases" : shown.toLocaleString("en") + " of " + all.toLocaleString("en") + " cases";
  document.getElementById("nothing").hidden = shown > 0;
}

function style(state, visible, places) {
  const away = visible.flatMap((on, index) => (on ? [] : [".grid tr > :nth-child(" + (index + 2) + ")"]));
  const rest = state.verdict.map((verdict) => ":not(." + verdict + ")").join("");
  const text = (away.length ? away.join() + "{display:none}" : "") + (rest ? ".grid td" + rest + " a{opacity:.35}" : "");
  if (rules.textContent !== text) rules.textContent = text;
  table.style.setProperty("--n", places.length);
}

function changed() {
  apply();
  const hash = hashOf(chosen());
  history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
}

form.hidden = false;
document.getElementById("facets").open = innerWidth > 700;  // on a telephone they would fill the screen
form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(changed));
addEventListener("hashchange", restore);
table.addEventListener("mouseover", ({ target }) => {
  const link = target.closest("td a");
  if (link && !link.title) link.title = link.getAttribute("aria-label");
});
restore();
