package io.github.polywire.showcase.page;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends open pages what happens, as server-sent events: one a second for each network,
 * named like its {@link Panel}. It writes without waiting, so that pages cost no threads.
 */
@RestController
class LiveController {

	private final LiveFeed feed;

	private final Duration patience;

	/**
	 * Creates the controller.
	 * @param feed sends the events
	 * @param patience how long a page may take no event before it is dropped
	 */
	LiveController(LiveFeed feed, @Value("${showcase.page.patience:10s}") Duration patience) {
		this.feed = feed;
		this.patience = patience;
	}

	@GetMapping("/api/live")
	void live(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (this.feed.isFull()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"There are %d open pages already; close one of them.".formatted(LiveFeed.MAX_CLIENTS));
		}
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setCharacterEncoding("UTF-8");
		response.setHeader("Cache-Control", "no-store");
		LiveClient client = new LiveClient(request.startAsync(), this.patience, this.feed::remove);
		if (this.feed.add(client)) {
			client.start();
		}
		else {
			// It was the last place, or the application stops.
			client.end();
		}
	}

}
