package io.github.polywire.showcase;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends an event a second to the streaming service, and listens to what comes of it.
 */
@RestController
class ShowcaseEvents {

	static final String TOPIC = "showcase-events";

	private static final int TAIL = 50;

	private static final Log logger = LogFactory.getLog(ShowcaseEvents.class);

	private final DxlStreamOperations streams;

	private final AtomicLong numbers = new AtomicLong();

	private final ConcurrentLinkedDeque<DxlRecord<Event>> tail = new ConcurrentLinkedDeque<>();

	ShowcaseEvents(DxlStreamOperations streams) {
		this.streams = streams;
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void send() {
		Event event = new Event(this.numbers.incrementAndGet(), Instant.now());
		this.streams.send(TOPIC, "showcase", event).exceptionally((failure) -> {
			logger.debug("Event " + event.number() + " was not sent", failure);
			return null;
		});
	}

	@DxlStreamListener(id = "showcase-events", topics = TOPIC, group = "showcase", pollInterval = "200ms")
	void on(DxlRecord<Event> event) {
		this.tail.addFirst(event);
		while (this.tail.size() > TAIL) {
			this.tail.pollLast();
		}
	}

	/**
	 * The events that came last.
	 * @return the newest first
	 */
	@GetMapping("/api/events")
	List<DxlRecord<Event>> tail() {
		return List.copyOf(this.tail);
	}

	/**
	 * What is sent.
	 *
	 * @param number counts from 1 since the start
	 * @param time when it was sent
	 */
	record Event(long number, Instant time) {

	}

}
