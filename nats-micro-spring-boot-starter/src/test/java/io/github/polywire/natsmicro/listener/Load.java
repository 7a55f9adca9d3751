package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import org.awaitility.Awaitility;

/**
 * Keeps a number of requests in flight, each with a number of its own, and counts their
 * replies.
 */
final class Load implements AutoCloseable {

	private final Connection connection;

	private final List<String> subjects;

	private final String inbox;

	private final Semaphore inFlight;

	private final int width;

	private final Dispatcher replies;

	private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

	private final AtomicInteger errors = new AtomicInteger();

	private final AtomicLong answered = new AtomicLong();

	private final AtomicBoolean running = new AtomicBoolean(true);

	private final AtomicInteger sent = new AtomicInteger();

	private final Thread sender;

	Load(Connection connection, int width, String... subjects) throws Exception {
		this.connection = connection;
		this.subjects = List.of(subjects);
		this.width = width;
		this.inFlight = new Semaphore(width);
		this.inbox = connection.createInbox();
		this.replies = connection.createDispatcher(this::replied).subscribe(this.inbox + ".*");
		connection.flush(Served.PATIENCE);
		this.sender = new Thread(this::send, "load");
		this.sender.start();
	}

	private void send() {
		while (this.running.get()) {
			try {
				if (this.inFlight.tryAcquire(10, TimeUnit.SECONDS)) {
					int number = this.sent.incrementAndGet();
					String subject = this.subjects.get(number % this.subjects.size());
					this.connection.publish(subject, this.inbox + "." + number, Served.utf8("" + number));
				}
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void replied(Message reply) {
		String number = reply.getSubject().substring(this.inbox.length() + 1);
		if (!Served.text(reply).equals(number)) {
			this.errors.incrementAndGet();
		}
		if (this.counts.merge(number, 1, Integer::sum) == 1) {
			this.answered.incrementAndGet();
			this.inFlight.release();
		}
	}

	void awaitMore(int count) {
		long until = this.answered.get() + count;
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.answered.get() >= until);
	}

	/**
	 * Sends no more, and returns when everything is answered, or when it is sure that it
	 * is not.
	 */
	void stop() throws Exception {
		this.running.set(false);
		this.sender.join();
		this.inFlight.tryAcquire(this.width, 10, TimeUnit.SECONDS);
	}

	/**
	 * Takes what was sent to it, so that a second reply is seen.
	 */
	void flush() throws Exception {
		this.connection.flush(Served.PATIENCE);
		Awaitility.await().until(() -> this.replies.getPendingMessageCount() == 0);
	}

	long lost() {
		return this.sent.get() - this.answered.get();
	}

	long doubled() {
		return this.counts.values().stream().filter((count) -> count > 1).count();
	}

	int errors() {
		return this.errors.get();
	}

	@Override
	public void close() throws Exception {
		this.running.set(false);
		this.sender.interrupt();
		this.sender.join();
		this.connection.closeDispatcher(this.replies);
	}

}
