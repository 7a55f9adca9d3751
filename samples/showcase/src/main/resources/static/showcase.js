"use strict";

const REFRESH_MILLIS = 2000;

const form = document.getElementById("call");
const answer = document.getElementById("answer");

function element(tag, text, className) {
	const created = document.createElement(tag);
	created.textContent = text;
	if (className) {
		created.className = className;
	}
	return created;
}

function showConnections(connections) {
	const line = document.getElementById("connections");
	line.replaceChildren();
	for (const [name, connection] of Object.entries(connections)) {
		let state = ["open", "good"];
		if (!connection.inUse) {
			state = ["not in use yet", ""];
		}
		else if (!connection.open) {
			state = [`closed${connection.failure ? ` (${connection.failure})` : ""}`, "bad"];
		}
		else if (connection.blocked) {
			state = [`blocked (${connection.blocked})`, "bad"];
		}
		line.append(line.hasChildNodes() ? "; " : `RabbitMQ at ${connection.address}: `, `${name} `,
				element("strong", ...state));
	}
}

function showFunctions(functions) {
	document.getElementById("functions").replaceChildren(...functions.map((it) => {
		const row = document.createElement("tr");
		const state = document.createElement("td");
		state.append(element("strong", it.state.toLowerCase(), it.state === "RUNNING" ? "good" : "bad"));
		state.title = it.error ?? "";
		row.append(element("td", it.name), element("td", it.kind.toLowerCase()), state, element("td", it.calls),
				element("td", it.errors), element("td", it.inFlight));
		return row;
	}));
	const names = document.getElementById("names");
	if (names.childElementCount !== functions.length) {
		names.replaceChildren(...functions.map((it) => element("option", it.name)));
	}
}

async function refresh() {
	try {
		const calls = await (await fetch("actuator/remotecalls")).json();
		showConnections(calls.connections);
		showFunctions(calls.functions.sort((a, b) => a.name.localeCompare(b.name)));
	}
	catch {
		document.getElementById("connections").replaceChildren(element("strong", "The showcase does not answer.", "bad"));
	}
}

function showAnswer(text, className) {
	answer.textContent = text;
	answer.className = className;
	answer.hidden = false;
}

// The texts go as they are: JavaScript's numbers would lose digits of large integers.
function requestBody(data) {
	const fields = ["kind", "timeout"].filter((name) => data.get(name))
		.map((name) => `"${name}": ${JSON.stringify(data.get(name))}`);
	fields.push(...["args", "kwargs"].filter((name) => data.get(name).trim())
		.map((name) => `"${name}": ${data.get(name)}`));
	return `{${fields.join(", ")}}`;
}

async function call(event) {
	event.preventDefault();
	const data = new FormData(form);
	showAnswer("Calling…", "");
	const start = performance.now();
	try {
		const response = await fetch(`api/call/${encodeURIComponent(data.get("function"))}`,
				{ method: "POST", headers: { "Content-Type": "application/json" }, body: requestBody(data) });
		const text = await response.text();
		const took = `${Math.round(performance.now() - start)} ms`;
		if (response.ok) {
			showAnswer(`${text}\n${took}`, "good");
		}
		else {
			const problem = JSON.parse(text);
			showAnswer(`${problem.status} ${problem.title}: ${problem.detail}\n${took}`, "bad");
		}
	}
	catch (error) {
		showAnswer(`The showcase gave no answer: ${error.message}`, "bad");
	}
	refresh();
}

form.addEventListener("submit", call);

// Picking a function of the list picks its kind, too.
form.elements.function.addEventListener("change", async () => {
	const calls = await (await fetch("actuator/remotecalls")).json();
	const picked = calls.functions.filter((it) => it.name === form.elements.function.value);
	if (picked.length === 1) {
		form.elements.kind.value = picked[0].kind.toLowerCase();
	}
});

(async function keepFresh() {
	await refresh();
	setTimeout(keepFresh, REFRESH_MILLIS);
})();
