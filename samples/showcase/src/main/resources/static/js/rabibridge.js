import { count, Rates, row, setText, showRows, suggest } from "./dom.js";
import { fillFunction } from "./call.js";

const rates = new Rates();

export function show(section, { functions, calling }) {
	const perSecond = rates.next(new Map(functions.map((it) => [it.id, it.calls])));
	showRows(section.querySelector("tbody"), functions, create, (cells, it) => {
		setText(cells[0].firstChild, it.name);
		setText(cells[1], it.kind);
		setText(cells[2], it.state);
		cells[2].className = it.served ? "good" : "bad";
		setText(cells[3], perSecond.get(it.id));
		setText(cells[4], it.inFlight);
		setText(cells[5], it.calls);
		setText(cells[6], it.errors);
	});
	setText(section.querySelector("[data-text=calling]"), calling === 0 ? ""
			: `It waits for the answers to ${count(calling, "call")} of its own.`);
	suggest(document.getElementById("functions"), functions.map((it) => it.name));
}

function create() {
	return row(7, [3, 4, 5, 6], (button) => {
		const cells = button.closest("tr").cells;
		fillFunction(button.textContent, cells[1].textContent);
	});
}
