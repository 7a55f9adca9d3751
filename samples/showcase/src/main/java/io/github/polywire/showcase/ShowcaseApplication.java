package io.github.polywire.showcase;

import io.github.polywire.databus.LocalDatabusInitializer;
import io.github.polywire.localbrokers.LocalNatsInitializer;
import io.github.polywire.localbrokers.LocalRabbitInitializer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * An application that uses every starter of Polywire. {@code bin/demo} builds and runs
 * it; then open its page at {@code http://localhost:8080/}.
 * <ul>
 * <li>{@link ShowcaseFunctions} are served on the RabiBridge network, to callers in any
 * language.</li>
 * <li>{@link GatewayController} calls functions of that network, those of other servers,
 * too, for whoever speaks HTTP: <pre>
 * curl -d '{"args": [10]}' localhost:8080/api/call/fibonacci
 * </pre></li>
 * <li>{@link ShowcaseService} is a NATS micro service, found by whoever asks for services
 * on the network: <pre>
 * nats micro info showcase
 * </pre></li>
 * <li>{@link ShowcaseMetrics} are sent and heard on a MetricQ network, whose manager and
 * database run in this application, together with the application's own meters.</li>
 * <li>{@link ShowcaseEvents} are sent to and come from an OpenDXL streaming service.</li>
 * <li>{@code /actuator} tells of health, metrics, and what is served.</li>
 * </ul>
 * It needs RabbitMQ, NATS and a streaming service. Without {@code spring.rabbitmq.host}
 * or {@code spring.rabbitmq.addresses}, without {@code nats.servers}, and without
 * {@code dxl.streaming.base-url}, it starts one of each for itself, which ends with it.
 */
@EnableScheduling
@SpringBootApplication
public class ShowcaseApplication {

	private static final Log logger = LogFactory.getLog(ShowcaseApplication.class);

	/**
	 * Runs the showcase.
	 * @param args properties such as {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(ShowcaseApplication.class);
		application.addInitializers(new LocalRabbitInitializer(), new LocalNatsInitializer("nats.servers"),
				new LocalDatabusInitializer());
		application.run(args);
	}

	@EventListener
	void tellAddress(ApplicationReadyEvent event) {
		String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		logger.info("The showcase is up at http://localhost:" + port + "/ (Ctrl-C stops it)");
	}

}
