package io.github.polywire.rabibridge.connection;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.Method;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * Writes frames to a connection, many messages to one write of the socket. The client
 * library flushes after every command, which costs a system call, and the broker a read,
 * for each message; this is the one class that reaches past its public API, to write
 * commands without a flush between them. Thread-safe.
 * <p>
 * One thread writes at a time: whoever comes while it does only queues. A channel that is
 * written to here must not be used for commands with content in any other way, or their
 * frames would mingle.
 */
final class FrameWriter {

	private static final Log logger = LogFactory.getLog(FrameWriter.class);

	private static final int MAX_YIELDS = 8;

	private static final int FULL_BATCH = 16;

	private final AMQConnection connection;

	private final Executor writerThread;

	private final Queue<Command> queue = new ConcurrentLinkedQueue<>();

	private final AtomicInteger queued = new AtomicInteger();

	FrameWriter(AMQConnection connection, Executor writerThread) {
		this.connection = connection;
		this.writerThread = writerThread;
	}

	/**
	 * Writes a command, now or soon.
	 * @param command the command
	 * @param now whether the calling thread writes if nobody else does: the fastest way
	 * for one message; otherwise the writer thread does, and commands that come until it
	 * runs share its write
	 */
	void write(Command command, boolean now) {
		this.queue.add(command);
		if (this.queued.getAndIncrement() == 0) {
			if (now && this.queue.peek() == command) {
				writeFirst();
			}
			else {
				drainSoon(1);
			}
		}
	}

	/**
	 * Writes one command and leaves to the writer thread what others queued meanwhile, so
	 * that the calling thread is held by nothing but its own.
	 */
	private void writeFirst() {
		writeQueued(1);
		int left = this.queued.addAndGet(-1);
		if (left != 0) {
			drainSoon(left);
		}
	}

	private void drainSoon(int seen) {
		try {
			this.writerThread.execute(() -> drain(seen));
		}
		catch (RejectedExecutionException ex) {
			// The connection is closed, and every command only learns that it is.
			drain(seen);
		}
	}

	private void drain(int seen) {
		int handled = seen;
		do {
			awaitMore();
			writeQueued(Integer.MAX_VALUE);
			handled = this.queued.addAndGet(-handled);
		}
		while (handled != 0);
	}

	/**
	 * Lets the threads that are about to write something come first, if they wait for a
	 * processor; if none does, this takes next to no time.
	 */
	private void awaitMore() {
		for (int i = 0; i < MAX_YIELDS && this.queued.get() < FULL_BATCH; i++) {
			Thread.yield();
		}
	}

	private void writeQueued(int limit) {
		int batch = 0;
		Command command = this.queue.poll();
		while (command != null) {
			batch++;
			try {
				command.writeTo(this);
			}
			catch (RuntimeException ex) {
				logger.error("A command for RabbitMQ could not be written", ex);
			}
			command = (batch < limit) ? this.queue.poll() : null;
		}
		if (batch > 0) {
			flush();
		}
	}

	private void flush() {
		try {
			this.connection.flush();
		}
		catch (IOException | RuntimeException ex) {
			// The reading side of the connection meets the same end and tells everyone.
		}
	}

	void writeMethod(int channelNumber, com.rabbitmq.client.Method method) throws IOException {
		this.connection.writeFrame(((Method) method).toFrame(channelNumber));
	}

	/**
	 * Encodes a message without writing anything.
	 * @param channelNumber the channel
	 * @param method what is done with it
	 * @param header its properties
	 * @param body its body
	 * @return the frames
	 * @throws IOException if the properties cannot be encoded
	 * @throws IllegalArgumentException if a value is too long for AMQP or of a type that
	 * it has no form for, or all headers together are too long
	 */
	Content encodeContent(int channelNumber, com.rabbitmq.client.Method method, AMQContentHeader header, byte[] body)
			throws IOException {
		int frameMax = this.connection.getFrameMax();
		Frame headerFrame = header.toFrame(channelNumber, body.length);
		Assert.isTrue(frameMax <= 0 || headerFrame.size() <= frameMax,
				() -> "The message's headers take %d bytes, and RabbitMQ takes %d".formatted(headerFrame.size(),
						frameMax));
		return new Content(channelNumber, ((Method) method).toFrame(channelNumber), headerFrame, body);
	}

	void writeContent(Content content) throws IOException {
		this.connection.writeFrame(content.method());
		this.connection.writeFrame(content.header());
		byte[] body = content.body();
		int frameMax = this.connection.getFrameMax();
		int bodyMax = (frameMax > 0) ? frameMax - AMQCommand.EMPTY_FRAME_SIZE : body.length;
		for (int offset = 0; offset < body.length; offset += bodyMax) {
			int length = Math.min(bodyMax, body.length - offset);
			this.connection.writeFrame(Frame.fromBodyFragment(content.channelNumber(), body, offset, length));
		}
	}

	/**
	 * A message in frames.
	 */
	record Content(int channelNumber, Frame method, Frame header, byte[] body) {
	}

	/**
	 * Something to write.
	 */
	interface Command {

		/**
		 * Writes the command's frames; called by one thread at a time. Handles its own
		 * failures.
		 * @param writer where to write
		 */
		void writeTo(FrameWriter writer);

	}

}
