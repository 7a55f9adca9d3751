package io.github.polywire.databus;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer that a peer has created: a {@link GroupMember} that is lent to one call at a
 * time, until it is closed by the peer, for want of calls, or with the databus.
 * Thread-safe.
 */
final class ConsumerInstance {

	private static final Log logger = LogFactory.getLog(ConsumerInstance.class);

	private static final Duration CALL_PATIENCE = Duration.ofSeconds(10);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final String id;

	private final String cookie;

	private final GroupMember member;

	private final long sessionNanos;

	private final ReentrantLock lock = new ReentrantLock(true);

	private volatile boolean closing;

	private volatile long lastCall = System.nanoTime();

	private boolean closed;

	ConsumerInstance(String id, String cookie, GroupMember member, Duration sessionTimeout) {
		this.id = id;
		this.cookie = cookie;
		this.member = member;
		this.sessionNanos = sessionTimeout.toNanos();
	}

	String id() {
		return this.id;
	}

	String cookie() {
		return this.cookie;
	}

	/**
	 * Whether another call waits for the one that has the member.
	 * @return whether to be quick
	 */
	boolean isWanted() {
		return this.closing || this.lock.hasQueuedThreads();
	}

	/**
	 * Lends the member to a call.
	 * @param <T> the type of the answer
	 * @param work what to do
	 * @return the answer
	 * @throws DatabusException if the instance is closed or remains in use
	 */
	<T> T call(Function<GroupMember, T> work) {
		acquire();
		try {
			if (this.closing) {
				throw DatabusException.unknownConsumer();
			}
			return work.apply(this.member);
		}
		catch (WakeupException ex) {
			throw DatabusException.unknownConsumer();
		}
		catch (CommitFailedException ex) {
			// The group has gone on without this member.
			logger.info("Consumer " + this.id + " has lost its place in the group");
			this.closing = true;
			throw DatabusException.unknownConsumer();
		}
		finally {
			this.lastCall = System.nanoTime();
			this.lock.unlock();
		}
	}

	void run(Consumer<GroupMember> work) {
		call((member) -> {
			work.accept(member);
			return true;
		});
	}

	private void acquire() {
		try {
			if (this.lock.tryLock(CALL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw DatabusException.unavailable("Another call of this consumer is under way");
	}

	/**
	 * Lets the group change while the peer does not call.
	 * @return whether the instance lives on; if not, it wants to be closed
	 */
	boolean takePart() {
		if (!this.lock.tryLock()) {
			return true;
		}
		try {
			if (this.closing || System.nanoTime() - this.lastCall > this.sessionNanos) {
				return false;
			}
			this.member.takePart();
			return true;
		}
		catch (KafkaException ex) {
			logger.debug("Consumer " + this.id + " cannot take part in its group", ex);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leaves the group. A call that is under way ends early.
	 */
	void close() {
		this.closing = true;
		this.member.wakeUp();
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.member.close(CLOSE_TIMEOUT);
			}
		}
		catch (KafkaException ex) {
			logger.debug("Consumer " + this.id + " did not close in order", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
