package io.github.polywire.metricq.connection;

import java.util.List;
import java.util.stream.Collectors;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;

import org.springframework.util.Assert;

/**
 * Where to connect, and as whom.
 *
 * @param factory makes connections, with credentials, virtual host and TLS set
 * @param addresses the broker's addresses, tried in this order
 */
public record BrokerTarget(ConnectionFactory factory, List<Address> addresses) {

	/**
	 * Creates a target.
	 * @param factory makes connections
	 * @param addresses the broker's addresses
	 */
	public BrokerTarget {
		Assert.notNull(factory, "'factory' must not be null");
		Assert.notEmpty(addresses, "'addresses' must not be empty");
		addresses = List.copyOf(addresses);
	}

	/**
	 * The target in words, without credentials.
	 * @return addresses and virtual host
	 */
	public String describe() {
		String hosts = this.addresses.stream()
			.map((address) -> address.getHost() + ":" + address.getPort())
			.collect(Collectors.joining(", "));
		return hosts + " (virtual host " + this.factory.getVirtualHost() + ")";
	}

	@Override
	public String toString() {
		return "BrokerTarget[" + describe() + "]";
	}

}
