// Small helpers. Whatever peers send becomes text, never markup.

export function element(tag, text = "", className = "") {
	const created = document.createElement(tag);
	created.textContent = text;
	created.className = className;
	return created;
}

/** Sets a text that differs: the same one set again would be read out again, too. */
export function setText(node, text) {
	if (node.textContent !== String(text)) {
		node.textContent = text;
	}
}

/** Shows an item in each row. Rows stay, and with them what has the focus. */
export function showRows(body, items, create, update) {
	while (body.rows.length > items.length) {
		body.rows[items.length].remove();
	}
	while (body.rows.length < items.length) {
		body.append(create());
	}
	items.forEach((item, i) => update(body.rows[i].cells, item));
}

/** Creates a row of so many cells, the first of them a button that fills the form. */
export function row(cells, numbers, pick) {
	const created = document.createElement("tr");
	for (let i = 0; i < cells; i++) {
		created.append(element("td", "", numbers.includes(i) ? "number" : ""));
	}
	const button = element("button", "", "pick");
	button.type = "button";
	button.addEventListener("click", () => pick(button));
	created.cells[0].append(button);
	return created;
}

/** Offers names in a list of suggestions. */
export function suggest(list, names) {
	const distinct = [...new Set(names)];
	if (distinct.join("\n") !== [...list.options].map((option) => option.value).join("\n")) {
		list.replaceChildren(...distinct.map((name) => new Option(name)));
	}
}

/** Tells how often a second counts grow, from one event to the next. */
export class Rates {

	#time = 0;

	#counts = new Map();

	/** Takes the counts by key, and gives the rates by key, as texts. */
	next(counts) {
		const time = performance.now();
		const seconds = (time - this.#time) / 1000;
		const rates = new Map();
		for (const [key, count] of counts) {
			const before = this.#counts.get(key);
			rates.set(key, before === undefined ? "" : (Math.max(0, count - before) / seconds).toFixed(1));
		}
		this.#time = time;
		this.#counts = counts;
		return rates;
	}

}

export function count(number, one, many = `${one}s`) {
	return `${number} ${number === 1 ? one : many}`;
}
