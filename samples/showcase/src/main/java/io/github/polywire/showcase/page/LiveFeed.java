package io.github.polywire.showcase.page;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the panels once a second, and sends what they say to all open pages. While no
 * page is open nothing is read. Stops before the web server, which would wait for the
 * pages to go. Thread-safe.
 */
@Component
class LiveFeed implements SmartLifecycle {

	/** Pages that may be open at once. */
	static final int MAX_CLIENTS = 64;

	private static final Duration BEAT = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(LiveFeed.class);

	private final List<Panel> panels;

	private final JsonMapper mapper;

	/** The panels whose last reading failed. */
	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	private final Object monitor = new Object();

	private final List<LiveClient> clients = new ArrayList<>();

	private @Nullable ScheduledExecutorService executor;

	LiveFeed(List<Panel> panels, JsonMapper mapper) {
		this.panels = panels;
		this.mapper = mapper;
	}

	/**
	 * Adds a page.
	 * @param client the page
	 * @return whether there was room for it
	 */
	boolean add(LiveClient client) {
		synchronized (this.monitor) {
			if (this.executor == null || this.clients.size() >= MAX_CLIENTS) {
				return false;
			}
			return this.clients.add(client);
		}
	}

	/**
	 * Sends a page nothing more.
	 * @param client the page
	 */
	void remove(LiveClient client) {
		synchronized (this.monitor) {
			this.clients.remove(client);
		}
	}

	/**
	 * Whether there are as many pages as there may be.
	 * @return {@code true} if no more is taken
	 */
	boolean isFull() {
		return clientCount() >= MAX_CLIENTS;
	}

	/**
	 * How many pages are open.
	 * @return the number
	 */
	int clientCount() {
		return clients().size();
	}

	private List<LiveClient> clients() {
		synchronized (this.monitor) {
			return List.copyOf(this.clients);
		}
	}

	private void beat(Panel panel) {
		if (clientCount() == 0) {
			return;
		}
		try {
			byte[] event = event(panel);
			clients().forEach((client) -> client.offer(event));
			this.failing.remove(panel.name());
		}
		catch (RuntimeException ex) {
			if (isRunning() && this.failing.add(panel.name())) {
				logger.warn("The page shows nothing new of '" + panel.name() + "'", ex);
			}
		}
	}

	private byte[] event(Panel panel) {
		// JSON has no line ends of its own.
		String json = this.mapper.writeValueAsString(panel.read());
		return ("event: " + panel.name() + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			// A thread each, so that a network that is slow to answer holds up no other.
			ScheduledExecutorService started = Executors.newScheduledThreadPool(this.panels.size(),
					new CustomizableThreadFactory("showcase-page-"));
			for (Panel panel : this.panels) {
				started.scheduleWithFixedDelay(() -> beat(panel), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
			}
			this.executor = started;
		}
	}

	@Override
	public void stop() {
		ScheduledExecutorService stopped;
		synchronized (this.monitor) {
			stopped = this.executor;
			this.executor = null;
		}
		if (stopped != null) {
			stopped.shutdownNow();
		}
		clients().forEach(LiveClient::end);
	}

	@Override
	public boolean isRunning() {
		synchronized (this.monitor) {
			return this.executor != null;
		}
	}

}
