package io.github.polywire.benchmarks.rabibridge;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.rabibridge.annotation.RemoteCall;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application that serves a hundred functions, each by a method of a bean.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class HundredFunctions {

	static final int COUNT = 100;

	static final String PREFIX = "function";

	@Bean
	static BeanDefinitionRegistryPostProcessor functions() {
		return (registry) -> {
			for (int i = 0; i < COUNT; i++) {
				registry.registerBeanDefinition(PREFIX + i, new RootBeanDefinition(Function.class));
			}
		};
	}

	@Bean
	AtomicInteger numbers() {
		return new AtomicInteger();
	}

	static class Function {

		@RemoteCall("function#{numbers.getAndIncrement()}")
		long fibonacci(int n) {
			return Fibonacci.of(n);
		}

	}

}
