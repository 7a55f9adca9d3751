package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;

import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroGroup;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.nats.client.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot work stops the start, with an analysis that names the place, the value and
 * the fix.
 */
@ExtendWith(OutputCaptureExtension.class)
class DefinitionFailureTests {

	private FailedStart start;

	@BeforeEach
	void prepare(CapturedOutput output) {
		this.start = new FailedStart(output);
	}

	static List<Arguments> definitions() {
		return List.of(Arguments.of(BadName.class, List.of("BadName", "service name 'a.b'", "letters, digits")),
				Arguments.of(BadVersion.class, List.of("BadVersion", "version '1.0'", "SemVer")),
				Arguments.of(BadSubject.class, List.of("BadSubject.serve()", "subject 'a b'", "no spaces")),
				Arguments.of(BadWildcard.class, List.of("BadWildcard.serve()", "subject 'a*'", "whole token")),
				Arguments.of(BadEndpointName.class, List.of("BadEndpointName.serve()", "endpoint name 'a b'")),
				Arguments.of(BadGroup.class, List.of("BadGroup.serve()", "group ''", "must not be empty")),
				Arguments.of(BadQueueGroup.class, List.of("BadQueueGroup.serve()", "queue group 'a b'")),
				Arguments.of(BadMetadata.class, List.of("BadMetadata", "metadata 'team'", "team=blue")),
				Arguments.of(BadConcurrency.class,
						List.of("BadConcurrency.serve()", "concurrency is '0'", "whole number above zero")),
				Arguments.of(BadSize.class, List.of("BadSize.serve()", "pendingSize is 'much'", "64MB")),
				Arguments.of(BadPlaceholder.class, List.of("BadPlaceholder", "${not.there}", "Set the property")),
				Arguments.of(TwoBodies.class,
						List.of("TwoBodies.serve(String, List)", "2 of its parameters", "@Header")),
				Arguments.of(Stream.class, List.of("Stream.serve()", "returns a stream", "Mono")),
				Arguments.of(NoService.class, List.of("NoService.serve()", "is no service", "@MicroService")),
				Arguments.of(TwoHandlers.class,
						List.of("TwoHandlers.", "handles java.lang.IllegalStateException", "one method")),
				Arguments.of(VagueHandler.class, List.of("VagueHandler.handle()", "names no exception")),
				Arguments.of(NoContributor.class,
						List.of("NoContributor.serve()", "'nobody'", "MicroStatsContributor")),
				Arguments.of(Prototype.class, List.of("Prototype", "not a singleton", "scoped proxy")));
	}

	@ParameterizedTest
	@MethodSource("definitions")
	void definitionThatCannotWork(Class<?> service, List<String> told) {
		assertThat(this.start.analysisOf(service)).contains(told);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			api-prefix | $SRV. | none of them empty
			api-prefix | a b | no spaces
			server.queue-group | q* | no wildcards
			server.pending-messages | -1 | must not be negative
			server.pending-size | -1KB | must not be negative
			server.concurrency | 0 | must be positive
			server.queue-capacity | -1 | must not be negative
			server.shutdown-timeout | -1s | from 0 to 49 days
			server.error-message | Grüße | printable ASCII
			""")
	void propertyThatIsNotValid(String property, String value, String reason) {
		assertThat(this.start.analysisOf(Base.class, "nats.micro." + property + "=" + value))
			.contains("'nats.micro." + property + "'", value, reason);
	}

	@Test
	void tellsTheAttributeAlsoWithAPlaceholder() {
		assertThat(this.start.analysisOf(FromProperty.class, "wide=very")).contains("FromProperty.serve()",
				"concurrency is 'very'", "whole number");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ NatsMicroServerAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
	static class Base {

		@Bean
		Connection connection() {
			return Mockito.mock(Connection.class);
		}

	}

	@MicroService(name = "a.b", version = "1.0.0")
	@Import(Base.class)
	static class BadName {

	}

	@MicroService(name = "a", version = "1.0")
	@Import(Base.class)
	static class BadVersion {

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadSubject {

		@MicroEndpoint("a b")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadWildcard {

		@MicroEndpoint("a*")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadEndpointName {

		@MicroEndpoint(name = "a b")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@MicroGroup("")
	@Import(Base.class)
	static class BadGroup {

		@MicroEndpoint
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadQueueGroup {

		@MicroEndpoint(queueGroup = "a b")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0", metadata = "team")
	@Import(Base.class)
	static class BadMetadata {

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadConcurrency {

		@MicroEndpoint(concurrency = "0")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class FromProperty {

		@MicroEndpoint(concurrency = "${wide}")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class BadSize {

		@MicroEndpoint(pendingSize = "much")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0", description = "${not.there}")
	@Import(Base.class)
	static class BadPlaceholder {

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class TwoBodies {

		@MicroEndpoint
		void serve(String one, List<String> two) {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class Stream {

		@MicroEndpoint
		Flux<String> serve() {
			return Flux.empty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Base.class)
	static class NoService {

		@MicroEndpoint
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class TwoHandlers {

		@MicroExceptionHandler
		void one(IllegalStateException ex) {
		}

		@MicroExceptionHandler(IllegalStateException.class)
		void two() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class VagueHandler {

		@MicroExceptionHandler
		void handle() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Import(Base.class)
	static class NoContributor {

		@MicroEndpoint(statsContributor = "nobody")
		void serve() {
		}

	}

	@MicroService(name = "a", version = "1.0.0")
	@Scope("prototype")
	@Import(Base.class)
	static class Prototype {

	}

}
