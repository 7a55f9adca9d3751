package io.github.polywire.databus;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The databus, for an application that serves it beside what else it serves. It connects
 * to Kafka as the properties {@code spring.kafka.*} say.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabusProperties.class)
@ImportAutoConfiguration(KafkaAutoConfiguration.class)
@Import({ LoginController.class, ConsumerController.class, ProducerController.class, LagController.class,
		DatabusErrors.class })
public class DatabusConfiguration {

	@Bean
	DatabusKafka databusKafka(ConsumerFactory<?, ?> consumers, ProducerFactory<?, ?> producers, KafkaAdmin admin) {
		return new DatabusKafka(consumers, producers, admin);
	}

	@Bean
	Topics databusTopics(DatabusKafka kafka, DatabusProperties properties) {
		return new Topics(kafka.admin(), properties.topicPartitions(), properties.maxTopics());
	}

	@Bean
	ConsumerInstances databusConsumerInstances(DatabusKafka kafka, DatabusProperties properties) {
		return new ConsumerInstances(kafka, properties.consumers());
	}

	@Bean
	Tokens databusTokens(DatabusProperties properties) {
		return new Tokens(properties.tokens());
	}

	@Bean
	WireJson databusJson(DatabusProperties properties) {
		return new WireJson(properties.maxRequestSize());
	}

	@Bean
	DatabusFaults databusFaults(DatabusProperties properties) {
		return new DatabusFaults(properties.faults().unavailable(), properties.faults().cut());
	}

	@Bean
	FaultFilter databusFaultFilter(DatabusFaults faults, DatabusProperties properties) {
		return new FaultFilter(faults, properties.consumerPrefix(), properties.producerPrefix());
	}

	@Bean
	WebMvcConfigurer databusTokenCheck(Tokens tokens, DatabusProperties properties) {
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(new TokenInterceptor(tokens))
					.addPathPatterns(properties.consumerPrefix() + "/consumers/**",
							properties.producerPrefix() + "/produce", LagController.PATH + "/**");
			}

		};
	}

}
