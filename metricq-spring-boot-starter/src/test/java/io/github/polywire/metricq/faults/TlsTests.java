package io.github.polywire.metricq.faults;

import java.nio.file.Path;
import java.time.Duration;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalCertificate;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.integration.TestManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Management over TLS with a bundle, and data on another virtual host of the same broker.
 */
class TlsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class, MetricqAutoConfiguration.class));

	@Test
	void connectsOverTlsAndToAnotherVirtualHost(@TempDir Path folder) throws Exception {
		LocalCertificate certificate = LocalCertificate.createIn(folder);
		try (LocalRabbit rabbit = LocalRabbit.builder()
			.tls(certificate.certificate(), certificate.privateKey(), certificate.certificate())
			.configuration("max_message_size = 10000")
			.user("metricq", "p@ss", "/")
			.user("other", "other", "data")
			.start(); TestManager manager = new TestManager(rabbit)) {
			rabbit.ctl("set_permissions", "-p", "data", "metricq", ".*", ".*", ".*");
			manager.setDataServerAddress("vhost:data");
			manager.configure("source-application", "{}");
			ConnectionFactory factory = new ConnectionFactory();
			factory.setUri(rabbit.uri());
			factory.setVirtualHost("data");
			factory.setUsername("other");
			factory.setPassword("other");
			String url = "metricq.url=amqps://metricq:p%40ss@localhost:" + rabbit.tlsPort();
			try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
				channel.exchangeDeclare("metricq.data", "topic", true);
				String queue = channel.queueDeclare().getQueue();
				channel.queueBind(queue, "metricq.data", "#");
				this.runner
					.withPropertyValues(url, "metricq.ssl.bundle=broker",
							"spring.ssl.bundle.pem.broker.truststore.certificate=file:" + certificate.certificate())
					.run((context) -> {
						MetricqSource source = context.getBean(MetricqSource.class);
						source.send("lab.a", 1, 1);
						source.flush(Duration.ofSeconds(30));
						await().untilAsserted(() -> assertThat(channel.basicGet(queue, true)).isNotNull());
						refusesWhatIsTooLargeForTheBroker(source);
						await().untilAsserted(() -> assertThat(channel.basicGet(queue, true)).isNotNull());
						assertThat(context.getBean("metricqSourceAgent", Agent.class).connections())
							.extracting(BrokerConnection::address)
							.last()
							.asString()
							.contains("virtual host data");
					});
			}
			this.runner.withPropertyValues(url, "metricq.rpc-timeout=4s")
				.run((context) -> assertThatExceptionOfType(MetricqConnectionException.class)
					.isThrownBy(() -> context.getBean(MetricqClient.class).getMetrics(MetricQuery.all()))
					.withMessageContaining("certification path"));
		}
	}

	private static void refusesWhatIsTooLargeForTheBroker(MetricqSource source) {
		source.metric("lab.large").chunkSize(2000);
		for (int i = 0; i < 2000; i++) {
			source.send("lab.large", i, i);
		}
		source.send("lab.a", 2, 2);
		source.flush(Duration.ofSeconds(30));
		assertThat(((SourceTemplate) source).counts().refusedPoints()).isEqualTo(2000);
	}

}
