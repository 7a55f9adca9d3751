package io.github.polywire.metricq.network;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.metricq.connection.BrokerTarget;

/**
 * Says where clients connect for data.
 */
final class DataServerAddress {

	private static final int AMQP_PORT = 5672;

	private static final int AMQPS_PORT = 5671;

	private DataServerAddress() {
	}

	/**
	 * The broker that the manager is connected to, as clients see it.
	 * @param target where the manager connects
	 * @return a URL without credentials
	 */
	static String of(BrokerTarget target) {
		ConnectionFactory factory = target.factory();
		Address address = target.addresses().get(0);
		boolean secure = factory.isSSL();
		int port = (address.getPort() > 0) ? address.getPort() : (secure ? AMQPS_PORT : AMQP_PORT);
		String host = address.getHost().contains(":") ? "[" + address.getHost() + "]" : address.getHost();
		String virtualHost = factory.getVirtualHost();
		String path = virtualHost.equals("/") ? ""
				: URLEncoder.encode(virtualHost, StandardCharsets.UTF_8).replace("+", "%20");
		return (secure ? "amqps://" : "amqp://") + host + ":" + port + "/" + path;
	}

}
