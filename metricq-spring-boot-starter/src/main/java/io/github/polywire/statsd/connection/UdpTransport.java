package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.function.BooleanSupplier;

/**
 * Sends UDP datagrams to the first address of a host. The name is looked up each time.
 */
public final class UdpTransport implements LineTransport {

	private final String host;

	private final int port;

	private final int sendBufferBytes;

	private final int packetBytes;

	/**
	 * Creates a transport.
	 * @param host name or address of the server
	 * @param port its port
	 * @param sendBufferBytes the size of the send buffer, or 0 for the system's
	 * @param packetBytes how many bytes of lines a datagram has, if one line alone does
	 * not have more
	 */
	public UdpTransport(String host, int port, int sendBufferBytes, int packetBytes) {
		this.host = host;
		this.port = port;
		this.sendBufferBytes = sendBufferBytes;
		this.packetBytes = packetBytes;
	}

	@Override
	public LineConnection open(long timeoutMillis, BooleanSupplier cancelled) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(this.host), this.port);
		return DatagramConnection.open(DatagramChannel.open(), address, this.sendBufferBytes, true);
	}

	@Override
	public int batchBytes() {
		// The newline at the end does not travel.
		return this.packetBytes + 1;
	}

	@Override
	public String describe() {
		return "udp://" + this.host + ":" + this.port;
	}

}
