// The form that calls a function or an endpoint, and shows what comes back.

const MAX_LENGTH = 20_000;

const form = document.getElementById("call");
const answer = document.getElementById("answer");
const fields = form.elements;

function showFields() {
	for (const network of ["function", "endpoint"]) {
		const set = document.getElementById(`${network}-fields`);
		set.disabled = set.hidden = fields.network.value !== network;
	}
}

function choose(network, field) {
	fields.network.value = network;
	showFields();
	field.focus();
}

/** Puts a function into the form. */
export function fillFunction(name, kind) {
	fields.function.value = name;
	fields.kind.value = kind;
	choose("function", fields.args);
}

/** Puts an endpoint into the form. */
export function fillEndpoint(subject) {
	fields.subject.value = subject;
	choose("endpoint", fields.body);
}

// The texts go as they are: JavaScript's numbers would lose digits of large integers.
function functionRequest(data) {
	const parts = ["kind", "timeout"].filter((name) => data.get(name))
		.map((name) => `"${name}": ${JSON.stringify(data.get(name))}`);
	parts.push(...["args", "kwargs"].filter((name) => data.get(name).trim())
		.map((name) => `"${name}": ${data.get(name)}`));
	return [`api/call/${encodeURIComponent(data.get("function"))}`, "application/json", `{${parts.join(", ")}}`];
}

function endpointRequest(data) {
	const timeout = encodeURIComponent(data.get("timeout"));
	return [`api/request/${encodeURIComponent(data.get("subject"))}?timeout=${timeout}`, "application/octet-stream",
			data.get("body")];
}

function endpointAnswer(text) {
	const { body, headers } = JSON.parse(text);
	const lines = Object.entries(headers).map(([name, values]) => `${name}: ${values.join(", ")}`);
	return [...lines, body === "" ? "(an empty body)" : body].join("\n");
}

function showAnswer(text, className) {
	const left = text.length - MAX_LENGTH;
	answer.textContent = left > 0 ? `${text.slice(0, MAX_LENGTH)}… and ${left} more characters` : text;
	answer.className = className;
	answer.hidden = false;
}

async function call(event) {
	event.preventDefault();
	const data = new FormData(form);
	const isFunction = data.get("network") === "function";
	const [url, type, body] = isFunction ? functionRequest(data) : endpointRequest(data);
	showAnswer("Calling…", "");
	const start = performance.now();
	try {
		const response = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body });
		const text = await response.text();
		const took = `Took ${Math.round(performance.now() - start)} ms.`;
		if (response.ok) {
			showAnswer(`${isFunction ? text : endpointAnswer(text)}\n${took}`, "good");
		}
		else {
			const problem = JSON.parse(text);
			showAnswer(`${problem.status} ${problem.title}: ${problem.detail}\n${took}`, "bad");
		}
	}
	catch (error) {
		showAnswer(`The showcase gave no answer: ${error.message}`, "bad");
	}
}

form.addEventListener("submit", call);
form.addEventListener("change", showFields);
showFields();
