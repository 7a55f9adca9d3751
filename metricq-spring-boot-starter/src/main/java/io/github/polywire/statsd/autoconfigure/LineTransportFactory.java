package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.StatsdDefinitionException;
import io.github.polywire.statsd.connection.LineTransport;
import io.github.polywire.statsd.connection.TcpTransport;
import io.github.polywire.statsd.connection.UdpTransport;
import io.github.polywire.statsd.connection.UnixDatagramTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Makes the transport that connection details ask for.
 */
final class LineTransportFactory {

	private static final String UNIX_SOCKETS = "org.newsclub.net.unix.AFUNIXDatagramChannel";

	private final @Nullable ClassLoader classLoader;

	private final int sendBufferBytes;

	private final int packetBytes;

	LineTransportFactory(StatsdConnectorProperties properties, @Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
		this.sendBufferBytes = (properties.sendBuffer() != null) ? (int) properties.sendBuffer().toBytes() : 0;
		this.packetBytes = (int) properties.maxPacketSize().toBytes();
	}

	LineTransport create(StatsdConnectionDetails details) {
		String host = details.getHost();
		return switch (details.getProtocol()) {
			case TCP -> new TcpTransport(host, details.getPort(), this.sendBufferBytes);
			case UDP -> new UdpTransport(host, details.getPort(), this.sendBufferBytes, this.packetBytes);
			case UDS_DATAGRAM -> unixDatagrams(host);
		};
	}

	private LineTransport unixDatagrams(String path) {
		if (!ClassUtils.isPresent(UNIX_SOCKETS, this.classLoader)) {
			throw new StatsdDefinitionException(
					"The StatsD connector cannot send to the Unix socket " + path
							+ " because junixsocket is not on the class path",
					"Add com.kohlschutter.junixsocket:junixsocket-core, or set statsd.connector.protocol to tcp or udp",
					null);
		}
		return new UnixDatagramTransport(path, this.sendBufferBytes, this.packetBytes);
	}

}
