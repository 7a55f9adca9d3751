package io.github.polywire.localbrokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP server on localhost that reads lines, as StatsD servers do, and can behave badly:
 * stop reading, reset connections, and go away.
 */
public final class LineServer implements AutoCloseable {

	private static final int BUFFER_BYTES = 256 * 1024;

	private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(10);

	private final LineHandler handler;

	private final ServerSocketChannel listener;

	private final Selector selector;

	private final Thread thread;

	private final AtomicInteger connections = new AtomicInteger();

	private volatile long resetAfterBytes = Long.MAX_VALUE;

	private volatile boolean reading = true;

	private volatile boolean closing;

	private volatile boolean resetting;

	/**
	 * Starts a server.
	 * @param port its port, or 0 for any
	 * @param handler takes what it reads
	 * @throws IOException if the port is taken
	 */
	public LineServer(int port, LineHandler handler) throws IOException {
		this(port, 0, handler);
	}

	/**
	 * Starts a server with receive buffers of a given size.
	 * @param port its port, or 0 for any
	 * @param receiveBufferBytes what a connection takes that is not read, about; or 0 for
	 * what the system gives
	 * @param handler takes what it reads
	 * @throws IOException if the port is taken
	 */
	public LineServer(int port, int receiveBufferBytes, LineHandler handler) throws IOException {
		this.handler = handler;
		this.listener = ServerSocketChannel.open();
		if (receiveBufferBytes > 0) {
			this.listener.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
		}
		this.listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.listener.configureBlocking(false);
		this.selector = Selector.open();
		this.listener.register(this.selector, SelectionKey.OP_ACCEPT);
		this.thread = new Thread(this::serve, "line-server");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * The port.
	 * @return the port
	 */
	public int port() {
		return this.listener.socket().getLocalPort();
	}

	/**
	 * How many connections were accepted.
	 * @return the number
	 */
	public int connectionCount() {
		return this.connections.get();
	}

	/**
	 * Accepts connections from now on, but reads nothing from them.
	 */
	public void stopReading() {
		this.reading = false;
		this.selector.wakeup();
	}

	/**
	 * Reads again.
	 */
	public void resumeReading() {
		this.reading = true;
		this.selector.wakeup();
	}

	/**
	 * Resets the next connection that has sent so many bytes, and no more after that.
	 * @param bytes the number
	 */
	public void resetAfter(long bytes) {
		this.resetAfterBytes = bytes;
	}

	private void serve() {
		try {
			while (!this.closing) {
				this.selector.select(this.reading ? 0 : 1);
				for (SelectionKey key : this.selector.selectedKeys()) {
					if (key.isAcceptable()) {
						accept();
					}
					else if (this.reading) {
						((Connection) key.attachment()).read();
					}
				}
				this.selector.selectedKeys().clear();
			}
			for (SelectionKey key : this.selector.keys()) {
				if (key.attachment() instanceof Connection connection) {
					connection.close(this.resetting);
				}
			}
			this.listener.close();
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() throws IOException {
		SocketChannel channel = this.listener.accept();
		if (channel != null) {
			this.connections.incrementAndGet();
			channel.configureBlocking(false);
			channel.register(this.selector, SelectionKey.OP_READ, new Connection(channel));
		}
	}

	/**
	 * Goes away as a process that is killed: connections are reset, whatever was sent.
	 */
	public void kill() {
		this.resetting = true;
		close();
	}

	/**
	 * Goes away in order: what has arrived is read, and connections end.
	 */
	@Override
	public void close() {
		this.closing = true;
		this.selector.wakeup();
		try {
			this.thread.join(JOIN_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * One connection and the line that it is in.
	 */
	private final class Connection {

		private final SocketChannel channel;

		private final byte[] bytes = new byte[BUFFER_BYTES];

		private final ByteBuffer buffer = ByteBuffer.wrap(this.bytes);

		private long total;

		private Connection(SocketChannel channel) {
			this.channel = channel;
		}

		/**
		 * Reads once.
		 * @return whether anything came
		 */
		private boolean read() throws IOException {
			int count;
			try {
				count = this.channel.read(this.buffer);
			}
			catch (IOException ex) {
				count = -1;
			}
			if (count < 0) {
				end();
				return false;
			}
			this.total += count;
			splitLines();
			if (this.total >= LineServer.this.resetAfterBytes) {
				LineServer.this.resetAfterBytes = Long.MAX_VALUE;
				close(true);
				return false;
			}
			return count > 0;
		}

		private void splitLines() {
			int from = 0;
			int filled = this.buffer.position();
			for (int i = 0; i < filled; i++) {
				if (this.bytes[i] == '\n') {
					LineServer.this.handler.line(this.bytes, from, i);
					from = i + 1;
				}
			}
			if (from == 0 && filled == BUFFER_BYTES) {
				LineServer.this.handler.tail(filled);
				from = filled;
			}
			this.buffer.limit(filled).position(from);
			this.buffer.compact();
		}

		private void end() throws IOException {
			if (this.buffer.position() > 0) {
				LineServer.this.handler.tail(this.buffer.position());
			}
			this.channel.close();
		}

		private void close(boolean reset) throws IOException {
			if (reset) {
				this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
			else {
				boolean more = true;
				while (more && this.channel.isOpen()) {
					more = read();
				}
			}
			if (this.channel.isOpen()) {
				end();
			}
		}

	}

}
