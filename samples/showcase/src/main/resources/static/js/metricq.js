// A chart for each metric: live, or a span of the past, which the database is asked for.

import { element, setText } from "./dom.js";

const SECOND = 1000;
const RETRY_MILLIS = 5 * SECOND;
const SHORTEST = 10 * SECOND;
const LONGEST = 30 * 24 * 3600 * SECOND;
const LIVE = { span: 60 * SECOND, end: null };

const section = document.getElementById("metricq");
const message = section.querySelector("[role=status]");
const charts = new Map();

/** What all charts show: so many milliseconds up to an end, which is now if there is none. */
let view = { ...LIVE };

export function show(_, { metrics }) {
	for (const metric of metrics) {
		if (!charts.has(metric.name)) {
			charts.set(metric.name, new MetricChart(metric.name));
		}
		charts.get(metric.name).add(metric);
	}
}

function color(name) {
	return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
}

function format(value, unit) {
	if (unit === "B") {
		return `${(value / 2 ** 20).toFixed(1)} MiB`;
	}
	return `${Math.abs(value) < 10 ? value.toFixed(3) : value.toPrecision(4)} ${unit}`.trim();
}

function clock(time) {
	return new Date(time).toLocaleTimeString();
}

class MetricChart {

	#name;

	#unit = "";

	#points = [];

	#figure = element("figure");

	#caption = element("figcaption");

	#chart;

	constructor(name) {
		this.#name = name;
		const canvas = document.createElement("canvas");
		canvas.setAttribute("role", "img");
		canvas.setAttribute("aria-label", `Chart of ${name}`);
		const plot = element("div", "", "plot");
		plot.append(canvas);
		this.#figure.append(this.#caption, plot);
		section.querySelector(".charts").append(this.#figure);
		this.#chart = new Chart(canvas, this.#configuration());
		this.#zoomByDragging(canvas);
		this.ask();
	}

	#configuration() {
		return {
			type: "line",
			data: { datasets: [{ data: this.#points, borderWidth: 2, pointRadius: 0, pointHitRadius: 8 }] },
			options: {
				animation: false,
				parsing: false,
				normalized: true,
				maintainAspectRatio: false,
				interaction: { mode: "nearest", axis: "x", intersect: false },
				plugins: {
					legend: { display: false },
					tooltip: {
						displayColors: false,
						callbacks: {
							title: ([item]) => clock(item.parsed.x),
							label: (item) => format(item.parsed.y, this.#unit)
						}
					}
				},
				scales: {
					x: { type: "linear", ticks: { maxTicksLimit: 5, maxRotation: 0, callback: clock } },
					y: { beginAtZero: true, ticks: { maxTicksLimit: 5, callback: (value) => format(value, this.#unit) } }
				}
			}
		};
	}

	/** Takes the latest point, which the chart shows if it is live. */
	add({ description, unit, time, value }) {
		this.#unit = unit;
		setText(this.#caption, `${this.#name}: ${format(Number(value), unit)}${description ? ` (${description})` : ""}`);
		if (view.end === null) {
			if (time > (this.#points.at(-1)?.x ?? 0)) {
				this.#points.push({ x: time, y: Number(value) });
			}
			this.draw();
		}
	}

	/** Asks the database for what the view shows. */
	async ask() {
		const asked = view;
		const end = asked.end ?? Date.now();
		try {
			const url = `api/metrics/${encodeURIComponent(this.#name)}/history?from=${end - asked.span}&to=${end}`;
			const response = await fetch(url);
			const answer = await response.json();
			if (asked !== view) {
				return;
			}
			if (!response.ok) {
				throw new Error(answer.detail);
			}
			const points = answer.points.map(({ time, value }) => ({ x: time, y: Number(value) }));
			const last = points.at(-1)?.x ?? 0;
			// What came meanwhile is newer than what the database knew.
			this.#points = [...points, ...(asked.end === null ? this.#points.filter(({ x }) => x > last) : [])];
			setText(message, "");
		}
		catch (error) {
			setText(message, `The past cannot be shown at the moment: ${error.message}`);
			setTimeout(() => asked === view && this.ask(), RETRY_MILLIS);
		}
		this.draw();
	}

	draw() {
		const end = view.end ?? Math.max(this.#points.at(-1)?.x ?? 0, Date.now() - 2 * SECOND);
		const first = this.#points.findIndex(({ x }) => x >= end - view.span);
		// One point more, for the line that comes in from the left.
		this.#points.splice(0, Math.max(0, first - 1));
		const { data, options } = this.#chart;
		data.datasets[0].data = this.#points;
		data.datasets[0].borderColor = color("accent");
		Object.assign(options.scales.x, { min: end - view.span, max: end });
		for (const axis of [options.scales.x, options.scales.y]) {
			axis.ticks.color = color("quiet");
			axis.grid = { color: color("line") };
		}
		this.#chart.update("none");
		this.#figure.dataset.points = this.#points.length;
	}

	#zoomByDragging(canvas) {
		const timeAt = ({ offsetX }) => {
			const { x } = this.#chart.scales;
			return Math.min(Math.max(x.getValueForPixel(offsetX), x.min), x.max);
		};
		let begin = null;
		canvas.addEventListener("pointerdown", (event) => {
			begin = timeAt(event);
		});
		canvas.addEventListener("pointerup", (event) => {
			const [from, to] = [begin, timeAt(event)].sort((a, b) => a - b);
			if (begin !== null && to - from > view.span / 50) {
				look({ span: to - from, end: to });
			}
			begin = null;
		});
	}

}

function look({ span, end }) {
	const bounded = Math.round(Math.min(Math.max(span, SHORTEST), LONGEST));
	view = { span: bounded, end: end === null || end > Date.now() ? null : Math.round(end) };
	setText(section.querySelector("[data-text=view]"), view.end === null
			? `Live: the last ${Math.round(view.span / SECOND)} seconds.`
			: `From ${new Date(view.end - view.span).toLocaleString()} to ${new Date(view.end).toLocaleString()}.`);
	charts.forEach((chart) => chart.ask());
}

const steps = {
	in: () => ({ span: view.span / 2, end: view.end && view.end - view.span / 4 }),
	out: () => ({ span: view.span * 2, end: view.end && view.end + view.span / 2 }),
	earlier: () => ({ span: view.span, end: (view.end ?? Date.now()) - view.span / 2 }),
	later: () => ({ span: view.span, end: view.end && view.end + view.span / 2 }),
	live: () => LIVE
};

for (const button of section.querySelectorAll("button[data-step]")) {
	button.addEventListener("click", () => look(steps[button.dataset.step]()));
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.draw()));
