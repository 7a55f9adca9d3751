import { count, Rates, row, setText, showRows, suggest } from "./dom.js";
import { fillEndpoint } from "./call.js";

const rates = new Rates();

export function show(section, { instances, more }) {
	const endpoints = instances.flatMap((instance) => instance.endpoints.map((endpoint) => (
			{ ...endpoint, instance, key: `${instance.id} ${endpoint.subject}` })));
	const perSecond = rates.next(new Map(endpoints.map((it) => [it.key, it.requests])));
	showRows(section.querySelector("tbody"), endpoints, create, (cells, it) => {
		setText(cells[0].firstChild, it.subject);
		setText(cells[1], `${it.instance.service} ${it.instance.version}`);
		cells[1].title = it.instance.description;
		setText(cells[2], it.instance.id);
		setText(cells[3], perSecond.get(it.key));
		setText(cells[4], it.requests);
		setText(cells[5], it.requests === 0 ? "" : `${it.averageMillis.toFixed(it.averageMillis < 10 ? 2 : 0)} ms`);
		setText(cells[6], it.errors);
		setText(cells[7], it.lastError);
	});
	const services = new Set(instances.map((it) => it.service)).size;
	setText(section.querySelector("[data-text=found]"), instances.length === 0 ? "None answers at the moment."
			: `${count(instances.length, "instance")} of ${count(services, "service")} ${instances.length === 1 ? "answers" : "answer"}`
			+ `${more ? "; there may be more, which are left out." : "."}`);
	suggest(document.getElementById("subjects"), endpoints.map((it) => it.subject));
}

function create() {
	return row(8, [3, 4, 5, 6], (button) => fillEndpoint(button.textContent));
}
