// Tables with data-chart become pictures of themselves; the table stays below, for whoever wants the numbers.
const number = (cell) => {
  const value = parseFloat((cell.dataset.value ?? cell.textContent).replaceAll(",", "")); // 1,234
  return Number.isFinite(value) ? value : null;
};

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return ["--accent", "--wait", "--line", "--soft"].map((name) => style.getPropertyValue(name).trim());
};

function draw(table) {
  const [accent, second, line, soft] = colours();
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows];
  const isLine = table.dataset.chart === "line";
  const sets = heads.slice(1).map((label, i) => ({
    label, data: rows.map((row) => number(row.cells[i + 1])), backgroundColor: [accent, second][i],
    borderColor: [accent, second][i], borderWidth: isLine ? 2 : 0, stepped: isLine, pointRadius: isLine ? 3 : 0,
    spanGaps: false, clip: 6, hidden: i >= (isLine ? 1 : 2),
  })).filter((set) => !set.hidden);
  const axis = { grid: { color: line }, border: { display: false }, ticks: { color: soft, maxRotation: 0, autoSkipPadding: 12 } };
  return {
    type: isLine ? "line" : "bar",
    data: { labels: rows.map((row) => row.cells[0].dataset.label ?? row.cells[0].textContent), datasets: sets },
    options: {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      plugins: { legend: { display: sets.length > 1, labels: { color: soft, boxWidth: 12 } } },
      scales: { x: { ...axis, grid: { display: false } },
                y: { ...axis, beginAtZero: true, max: isLine ? 100 : undefined, ticks: { ...axis.ticks, precision: 0 } } },
    },
  };
}

let charts = [];

async function start() {
  const tables = [...document.querySelectorAll("table[data-chart]")];
  if (tables.length === 0) return;
  await import("/assets/chart.js"); // registers itself as window.Chart
  charts = tables.map((table) => {
    const place = document.createElement("div"), canvas = document.createElement("canvas");
    const details = document.createElement("details"), summary = document.createElement("summary");
    const box = table.closest(".wide");
    place.className = "plot";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Picture of the table below: ${table.caption.textContent}`);
    place.append(canvas);
    summary.textContent = "The numbers";
    box.replaceWith(place, details);
    details.append(summary, box);
    return { table, chart: new globalThis.Chart(canvas, draw(table)) };
  });
}

const again = () => charts.forEach((one) => {
  Object.assign(one.chart, { options: draw(one.table).options });
  one.chart.data = draw(one.table).data;
  one.chart.update();
});
document.addEventListener("theme", again);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
document.addEventListener("renewed", () => {
  charts.forEach((one) => one.chart.destroy());
  charts = [];
  start();
});
start();
