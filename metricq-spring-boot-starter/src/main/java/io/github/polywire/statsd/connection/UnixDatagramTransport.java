package io.github.polywire.statsd.connection;

import java.io.File;
import java.io.IOException;
import java.util.function.BooleanSupplier;

import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Sends datagrams to a Unix domain socket. The JDK has no such sockets; junixsocket has
 * them as channels of the JDK's kind, so that all transports are alike.
 */
public final class UnixDatagramTransport implements LineTransport {

	private final File path;

	private final int sendBufferBytes;

	private final int packetBytes;

	/**
	 * Creates a transport.
	 * @param path where the socket is
	 * @param sendBufferBytes the size of the send buffer, or 0 for the system's
	 * @param packetBytes how many bytes of lines a datagram has, if one line alone does
	 * not have more
	 */
	public UnixDatagramTransport(String path, int sendBufferBytes, int packetBytes) {
		this.path = new File(path);
		this.sendBufferBytes = sendBufferBytes;
		this.packetBytes = packetBytes;
	}

	@Override
	public LineConnection open(long timeoutMillis, BooleanSupplier cancelled) throws IOException {
		AFUNIXSocketAddress address = AFUNIXSocketAddress.of(this.path);
		return DatagramConnection.open(AFUNIXDatagramChannel.open(), address, this.sendBufferBytes, false);
	}

	@Override
	public int batchBytes() {
		// The newline at the end does not travel.
		return this.packetBytes + 1;
	}

	@Override
	public String describe() {
		return "unix:" + this.path;
	}

}
