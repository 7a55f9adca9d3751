package io.github.polywire.rabibridge.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import org.jspecify.annotations.Nullable;

/**
 * A channel in confirm mode that publishes with the mandatory flag, any number of
 * messages at a time. Thread-safe.
 */
public final class PublishChannel {

	/**
	 * Bodies of more bytes than this are never written by the calling thread, which a
	 * slow peer could hold beyond the caller's timeout.
	 */
	private static final int LARGE_BODY = 16 * 1024;

	/**
	 * With more messages than this without the broker's answer, none is written by the
	 * calling thread: the broker may have stopped to read, and a full socket would hold
	 * the thread.
	 */
	private static final int FEW_UNCONFIRMED = 4;

	private final Channel channel;

	private final FrameWriter writer;

	private final Map<Long, Publication> unconfirmed = new ConcurrentHashMap<>();

	/** Of the next message; touched by the one thread that writes. */
	private long nextSequence;

	/** The lowest that may be unconfirmed; touched by the connection's thread. */
	private long lowestSequence = 1;

	private volatile @Nullable ShutdownSignalException closed;

	PublishChannel(Channel channel, FrameWriter writer) throws IOException {
		this.channel = channel;
		this.writer = writer;
		channel.confirmSelect();
		this.nextSequence = channel.getNextPublishSeqNo();
		channel.addConfirmListener(new ConfirmListener() {

			@Override
			public void handleAck(long deliveryTag, boolean multiple) {
				settle(deliveryTag, multiple, true);
			}

			@Override
			public void handleNack(long deliveryTag, boolean multiple) {
				settle(deliveryTag, multiple, false);
			}

		});
		channel.addShutdownListener(this::loseAll);
	}

	/**
	 * The channel, for declarations and listeners. Nothing may be published on it beside
	 * this object, and once something was, no other command be sent.
	 * @return the channel
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Whether messages can be published.
	 * @return {@code true} until the channel is closed by either side or lost
	 */
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Publishes a message.
	 * @param publication the message
	 * @param now whether to write at once rather than together with what comes in the
	 * next moment
	 */
	public void publish(Publication publication, boolean now) {
		this.writer.write((frames) -> write(publication, frames),
				now && publication.body().length <= LARGE_BODY && this.unconfirmed.size() <= FEW_UNCONFIRMED);
	}

	private void write(Publication publication, FrameWriter frames) {
		if (!this.channel.isOpen()) {
			publication.notWritten(reasonOfEnd());
			return;
		}
		FrameWriter.Content content;
		try {
			content = frames.encodeContent(this.channel.getChannelNumber(),
					new AMQImpl.Basic.Publish(0, publication.exchange(), publication.routingKey(), true, false),
					publication.properties(), publication.body());
		}
		catch (IOException | RuntimeException ex) {
			publication.unsendable(ex);
			return;
		}
		if (!this.channel.isOpen()) {
			// Closed while the message was encoded.
			publication.notWritten(reasonOfEnd());
			return;
		}
		long sequence = this.nextSequence++;
		this.unconfirmed.put(sequence, publication);
		try {
			frames.writeContent(content);
		}
		catch (IOException | AlreadyClosedException ex) {
			lose(sequence, ex, false);
			return;
		}
		ShutdownSignalException signal = this.closed;
		if (signal != null) {
			lose(sequence, signal, false);
		}
	}

	private Exception reasonOfEnd() {
		ShutdownSignalException reason = this.channel.getCloseReason();
		return (reason != null) ? reason : new IOException("The channel is closed");
	}

	private void settle(long sequence, boolean multiple, boolean confirmed) {
		if (multiple) {
			for (long i = this.lowestSequence; i < sequence; i++) {
				settle(this.unconfirmed.remove(i), confirmed);
			}
			this.lowestSequence = sequence;
		}
		settle(this.unconfirmed.remove(sequence), confirmed);
		if (this.lowestSequence == sequence) {
			this.lowestSequence++;
		}
	}

	private static void settle(@Nullable Publication publication, boolean confirmed) {
		if (publication == null) {
			return;
		}
		if (confirmed) {
			publication.confirmed();
		}
		else {
			publication.refused();
		}
	}

	private void lose(long sequence, Exception cause, boolean suspect) {
		Publication publication = this.unconfirmed.remove(sequence);
		if (publication != null) {
			publication.lost(cause, suspect);
		}
	}

	private void loseAll(ShutdownSignalException cause) {
		this.closed = cause;
		List<Long> sequences = new ArrayList<>(this.unconfirmed.keySet());
		sequences.sort(null);
		Long largest = sequences.stream().max(Comparator.comparingInt(this::bodySize)).orElse(null);
		sequences.forEach((sequence) -> lose(sequence, cause, sequence.equals(largest)));
	}

	private int bodySize(Long sequence) {
		Publication publication = this.unconfirmed.get(sequence);
		return (publication != null) ? publication.body().length : 0;
	}

}
