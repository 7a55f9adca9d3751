package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Connects by TCP to the first address of a host that answers. The name is looked up each
 * time.
 */
public final class TcpTransport implements LineTransport {

	private static final int BATCH_BYTES = 64 * 1024;

	private final String host;

	private final int port;

	private final int sendBufferBytes;

	/**
	 * Creates a transport.
	 * @param host name or address of the server
	 * @param port its port
	 * @param sendBufferBytes the size of the send buffer, or 0 for the system's
	 */
	public TcpTransport(String host, int port, int sendBufferBytes) {
		this.host = host;
		this.port = port;
		this.sendBufferBytes = sendBufferBytes;
	}

	@Override
	public LineConnection open(long timeoutMillis, BooleanSupplier cancelled) throws IOException {
		IOException failure = null;
		for (InetAddress address : InetAddress.getAllByName(this.host)) {
			try {
				return TcpConnection.open(new InetSocketAddress(address, this.port), this.sendBufferBytes,
						timeoutMillis, cancelled);
			}
			catch (IOException ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		throw (failure != null) ? failure : new IOException("The host has no address");
	}

	@Override
	public int batchBytes() {
		return BATCH_BYTES;
	}

	@Override
	public String describe() {
		return "tcp://" + this.host + ":" + this.port;
	}

}
