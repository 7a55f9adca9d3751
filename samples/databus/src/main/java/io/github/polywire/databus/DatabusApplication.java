package io.github.polywire.databus;

import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.AotApplicationContextInitializer;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The databus as an application of its own, on port 8080 unless {@code server.port} says
 * otherwise. Without {@code spring.kafka.bootstrap-servers} it starts a Kafka in its JVM.
 * <p>
 * It names the auto-configurations it wants, because it also runs inside tests and
 * samples, whose class paths hold much that is none of its business.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, SslAutoConfiguration.class,
		TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
		WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class })
@Import(DatabusConfiguration.class)
public class DatabusApplication {

	private static final Log logger = LogFactory.getLog(DatabusApplication.class);

	/**
	 * Runs the databus.
	 * @param args properties such as {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication application = create();
		application.addInitializers(new LocalKafkaInitializer());
		application.run(args);
	}

	@EventListener
	void tellAddress(ApplicationReadyEvent event) {
		String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		logger.info("The databus is up on port " + port);
	}

	static SpringApplication create() {
		SpringApplication application = new SpringApplication(DatabusApplication.class);
		application.setMainApplicationClass(DatabusApplication.class);
		// Properties of an application around this one are not meant for it.
		application.setDefaultProperties(Map.of("spring.config.name", "databus"));
		if (AotDetector.useGeneratedArtifacts()) {
			// Of an application around this one; there are none for this.
			application.addInitializers((AotApplicationContextInitializer<GenericApplicationContext>) (
					context) -> new AnnotatedBeanDefinitionReader(context).register(DatabusApplication.class));
		}
		return application;
	}

}
