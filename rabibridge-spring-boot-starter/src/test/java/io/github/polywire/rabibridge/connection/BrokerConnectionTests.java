package io.github.polywire.rabibridge.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.util.backoff.ExponentialBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BrokerConnection} without a broker.
 */
class BrokerConnectionTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void keepsTheJvmAliveIfAskedTo(boolean keepAlive) throws IOException {
		String name = "keep-alive-" + keepAlive;
		BrokerConnection connection = new BrokerConnection(name, "localhost",
				new CachingConnectionFactory("localhost", closedPort()), new ExponentialBackOff(), keepAlive);
		try {
			assertThatExceptionOfType(BrokerUnavailableException.class)
				.isThrownBy(() -> connection.openAndWait(Duration.ofSeconds(30)));
			assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> thread.getName().startsWith("rabibridge-" + name + "-connection"))
				.singleElement()
				.satisfies((thread) -> assertThat(thread.isDaemon()).isEqualTo(!keepAlive));
		}
		finally {
			connection.stop();
		}
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
