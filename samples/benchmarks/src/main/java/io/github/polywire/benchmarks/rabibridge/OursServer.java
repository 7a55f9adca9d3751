package io.github.polywire.benchmarks.rabibridge;

import io.github.polywire.rabibridge.annotation.RemoteCall;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application that serves a function with the starter.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class OursServer {

	@RemoteCall
	long fibonacci(int n) {
		return Fibonacci.of(n);
	}

}
