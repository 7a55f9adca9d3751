package io.github.polywire.benchmarks.natsmicro;

import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroGroup;
import io.github.polywire.natsmicro.annotation.MicroService;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * An application that serves with the starter.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(OursServer.Endpoints.class)
class OursServer {

	static final String GROUP = "benchmarks.ours";

	@MicroService(name = "benchmarks", version = "1.0.0")
	@MicroGroup(GROUP)
	static class Endpoints {

		@MicroEndpoint(queueCapacity = "1024")
		byte[] echo(byte[] body) {
			return body;
		}

		@MicroEndpoint(queueCapacity = "1024")
		Payload.Document json(Payload.Document document) {
			return document;
		}

		@MicroEndpoint(queueCapacity = "1024")
		byte[] waiting(byte[] body) {
			Waiting.forSomething();
			return body;
		}

	}

}
