package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

import org.springframework.util.Assert;

/**
 * A connection over a channel that does not block. What the server sends is ignored, as
 * StatsD has no answers.
 */
abstract class SelectableConnection implements LineConnection {

	private static final int SCRATCH_BYTES = 1024;

	private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

	private final SelectableChannel channel;

	private final Selector selector;

	private final SelectionKey key;

	private final int sendBufferBytes;

	/**
	 * Creates a connection.
	 * @param channel a channel that is connected, or about to be, and does not block
	 * @throws IOException if it cannot be waited for
	 */
	SelectableConnection(SelectableChannel channel) throws IOException {
		Assert.state(channel instanceof NetworkChannel, "The channel has no socket");
		this.channel = channel;
		this.sendBufferBytes = ((NetworkChannel) channel).getOption(StandardSocketOptions.SO_SNDBUF);
		this.selector = channel.provider().openSelector();
		this.key = channel.register(this.selector, SelectionKey.OP_READ);
	}

	/**
	 * Reads without blocking.
	 * @param target where to read to
	 * @return how many bytes came, or a negative number for the end
	 * @throws IOException if the connection is lost
	 */
	abstract int read(ByteBuffer target) throws IOException;

	@Override
	public void check() throws IOException {
		int count;
		do {
			this.scratch.clear();
			count = read(this.scratch);
			if (count < 0) {
				throw new IOException("The server closed the connection");
			}
		}
		while (count == SCRATCH_BYTES);
	}

	@Override
	public void awaitInput(long millis) throws IOException {
		await(SelectionKey.OP_READ, millis);
	}

	@Override
	public void awaitWritable(long millis) throws IOException {
		await(SelectionKey.OP_READ | SelectionKey.OP_WRITE, millis);
	}

	/**
	 * Waits for the channel.
	 * @param operations what it shall be ready for
	 * @param millis how long at most, above 0
	 * @throws IOException if the connection is lost
	 */
	final void await(int operations, long millis) throws IOException {
		this.key.interestOps(operations);
		this.selector.select(millis);
		this.selector.selectedKeys().clear();
	}

	@Override
	public void wakeUp() {
		this.selector.wakeup();
	}

	@Override
	public int sendBufferBytes() {
		return this.sendBufferBytes;
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// It is of no more use either way.
		}
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			// It is of no more use either way.
		}
	}

}
