// Listens to what happens, and has each network's part of the page show it.

import { element, setText } from "./dom.js";
import * as rabibridge from "./rabibridge.js";
import * as natsmicro from "./natsmicro.js";
import * as metricq from "./metricq.js";

const RETRY_MILLIS = 5000;

const networks = { rabibridge, natsmicro, metricq };
const status = document.getElementById("live");
const connections = document.getElementById("connections");
const words = { idle: "not in use yet", up: "works", blocked: "blocked", down: "away" };

function showConnection(name, section, { status, text }) {
	let item = connections.querySelector(`[data-network=${name}]`);
	if (!item) {
		item = document.createElement("li");
		item.dataset.network = name;
		item.append(element("strong"), " ", element("span"));
		connections.append(item);
	}
	item.dataset.status = status;
	setText(item.firstChild, `${section.querySelector("h2").textContent} ${words[status]}.`);
	setText(item.lastChild, text);
}

function showLive(live, text) {
	document.body.classList.toggle("stale", !live);
	setText(status, text);
}

function listen() {
	const source = new EventSource("api/live");
	source.addEventListener("open", () => showLive(true, "This page is live."));
	source.addEventListener("error", () => {
		showLive(false, "The showcase does not answer, or too many pages are open. This page tries again by itself.");
		// The browser tries again after a connection is lost, but not after an error.
		if (source.readyState === EventSource.CLOSED) {
			setTimeout(listen, RETRY_MILLIS);
		}
	});
	for (const [name, network] of Object.entries(networks)) {
		const section = document.getElementById(name);
		source.addEventListener(name, (event) => {
			const { connection, content } = JSON.parse(event.data);
			section.hidden = false;
			showConnection(name, section, connection);
			network.show(section, content);
		});
	}
}

listen();
