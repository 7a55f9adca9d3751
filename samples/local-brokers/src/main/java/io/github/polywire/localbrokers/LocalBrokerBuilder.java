package io.github.polywire.localbrokers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a broker with something particular. Not thread-safe.
 *
 * @param <T> the type of the broker
 * @param <B> the type of the builder
 */
public abstract sealed class LocalBrokerBuilder<T extends LocalBroker, B extends LocalBrokerBuilder<T, B>>
		permits LocalRabbit.Builder, LocalNats.Builder {

	private final Machine machine;

	private final String externalProperty;

	private int port;

	private @Nullable TlsFiles tls;

	private final List<String> lines = new ArrayList<>();

	private boolean dedicated;

	LocalBrokerBuilder(Machine machine, String externalProperty) {
		this.machine = machine;
		this.externalProperty = externalProperty;
	}

	/**
	 * Asks for a broker that is not an existing one, and so can be made to fail.
	 * @return this builder
	 */
	public B dedicated() {
		this.dedicated = true;
		return self();
	}

	/**
	 * Sets the port, which otherwise is a random free one.
	 * @param port the port
	 * @return this builder
	 */
	public B port(int port) {
		this.port = port;
		return dedicated();
	}

	/**
	 * Makes the broker speak TLS, from PEM files: RabbitMQ on a port of its own, NATS on
	 * the only one. A client needs no certificate; one that it shows to RabbitMQ must be
	 * signed by the authority.
	 * @param certificate the server's certificate chain
	 * @param privateKey the server's private key
	 * @param authority the certificate of the authority
	 * @return this builder
	 */
	public B tls(Path certificate, Path privateKey, Path authority) {
		this.tls = new TlsFiles(certificate.toAbsolutePath(), privateKey.toAbsolutePath(), authority.toAbsolutePath());
		return dedicated();
	}

	/**
	 * Adds lines to the broker's configuration file.
	 * @param lines as in {@code heartbeat = 1} for RabbitMQ, {@code max_payload: 1KB} for
	 * NATS
	 * @return this builder
	 */
	public B configuration(String... lines) {
		this.lines.addAll(List.of(lines));
		return dedicated();
	}

	/**
	 * Starts the broker and returns when it accepts clients.
	 * @return the running broker
	 * @throws LocalBrokerException if there is none to be had, or it does not start
	 */
	public T start() {
		T broker = this.dedicated ? own()
				: this.machine.value(this.externalProperty).map(this::external).orElseGet(this::own);
		broker.awaitFirstReady();
		return broker;
	}

	abstract B self();

	abstract T own();

	abstract T external(String address);

	Machine machine() {
		return this.machine;
	}

	int portOrFree() {
		return (this.port != 0) ? this.port : FreePorts.next();
	}

	@Nullable TlsFiles tls() {
		return this.tls;
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

}
