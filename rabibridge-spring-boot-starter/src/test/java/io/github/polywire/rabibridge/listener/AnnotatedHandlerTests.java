package io.github.polywire.rabibridge.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where handlers may be, and what their annotations may say.
 */
class AnnotatedHandlerTests {

	private final ApplicationContextRunner application = Handlers.application();

	@Test
	void takesItsDefaults() {
		this.application.withBean(Defaults.class).run((context) -> {
			ServedFunction function = only(context.getBean(RemoteCallRegistry.class));
			assertThat(function.id()).isEqualTo("async_plain");
			assertThat(function.name()).isEqualTo("plain");
			assertThat(function.kind()).isEqualTo(FunctionKind.ASYNC);
			assertThat(function.queue()).isEqualTo("rpc_async_plain");
			assertThat(function.queueArguments()).containsExactly(Map.entry("x-overflow", "reject-publish"));
			assertThat(function.concurrency()).isEqualTo(32);
			assertThat(function.fetchSize()).isEqualTo(64);
			assertThat(function.timeout()).isNull();
			assertThat(function.origin()).isEqualTo(AnnotatedHandlerTests.class.getName() + "$Defaults.plain()");
		});
	}

	@Test
	void resolvesPlaceholdersAndExpressions() {
		this.application.withBean(Configured.class)
			.withPropertyValues("maths.name=addition", "maths.size=1000")
			.run((context) -> {
				ServedFunction function = only(context.getBean(RemoteCallRegistry.class));
				assertThat(function.id()).isEqualTo("adder");
				assertThat(function.name()).isEqualTo("addition");
				assertThat(function.kind()).isEqualTo(FunctionKind.SYNC);
				assertThat(function.queueArguments()).containsEntry("x-max-length", 1000)
					.containsEntry("x-message-ttl", 10_000L);
				assertThat(function.fetchSize()).isEqualTo(21);
				assertThat(function.concurrency()).isEqualTo(7);
				assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(10));
				assertThat(Handlers.of(context).call("adder", 1)).isEqualTo(101);
			});
	}

	@Test
	void readsAnnotationsOfItsOwnMaking() {
		this.application.withBean(Meta.class).run((context) -> {
			ServedFunction function = only(context.getBean(RemoteCallRegistry.class));
			assertThat(function.name()).isEqualTo("slow");
			assertThat(function.kind()).isEqualTo(FunctionKind.SYNC);
			assertThat(function.concurrency()).isEqualTo(3);
			assertThat(function.timeout()).isEqualTo(Duration.ofMinutes(5));
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void servesMethodsThatAnInterfaceAnnotates(boolean proxied) {
		this.application.withBean(AdderImpl.class)
			.withBean(ProxyCreator.class, () -> new ProxyCreator(proxied ? Adder.class : null, false))
			.run((context) -> {
				Handlers handlers = Handlers.of(context);
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Adder.class))).isEqualTo(proxied);
				assertThat(handlers.call("async_add", 1, 2)).isEqualTo(3);
				assertThat(handlers.call("async_add", List.of(1), Map.of("second", 5))).isEqualTo(6);
				assertThat(handlers.call("async_add", 1)).isEqualTo(11);
				assertThat(ProxyCreator.calls(context)).isEqualTo(proxied ? 3 : 0);
			});
	}

	@Test
	void servesMethodsOfAClassThatIsProxied() {
		this.application.withBean(Proxied.class)
			.withBean(ProxyCreator.class, () -> new ProxyCreator(Proxied.class, true))
			.run((context) -> {
				Handlers handlers = Handlers.of(context);
				assertThat(AopUtils.isCglibProxy(context.getBean(Proxied.class))).isTrue();
				assertThat(handlers.call("async_twice", List.of(), Map.of("n", 4))).isEqualTo(8);
				assertThat(handlers.call("async_packageTwice", 4)).isEqualTo(8);
				assertThat(handlers.call("async_protectedTwice", 4)).isEqualTo(8);
				assertThat(ProxyCreator.calls(context)).isEqualTo(3);
			});
	}

	@Test
	void bindsTypeParametersOfASuperclass() {
		this.application.withBean(Longs.class).run((context) -> {
			assertThat(Handlers.of(context).call("async_twice", 21)).isEqualTo(42L);
			assertThat(Handlers.of(context).call("async_sum", List.of(List.of(1, 2, 3)), Map.of())).isEqualTo(6L);
			assertThatExceptionOfType(CallArgumentException.class)
				.isThrownBy(() -> Handlers.of(context).call("async_twice", "x"))
				.withMessageContaining("expected an integer");
		});
	}

	@Test
	void servesAnOverriddenMethodOnce() {
		this.application.withBean(Sub.class).run((context) -> {
			only(context.getBean(RemoteCallRegistry.class));
			assertThat(Handlers.of(context).call("async_name")).isEqualTo("sub");
		});
	}

	@Test
	void servesAnOverriddenMethodOfATypeParameterOnce() {
		this.application.withBean(OverridingLongs.class).run((context) -> {
			assertThat(context.getBean(RemoteCallRegistry.class).getFunctions()).hasSize(2);
			assertThat(Handlers.of(context).call("async_twice", 21)).isEqualTo(43L);
		});
	}

	@Test
	void servesPrivatePackagePrivateAndStaticMethods() {
		this.application.withBean(Visibilities.class).run((context) -> {
			assertThat(Handlers.of(context).call("async_hidden", 1)).isEqualTo("private 1");
			assertThat(Handlers.of(context).call("async_visible", 1)).isEqualTo("package 1");
			assertThat(Handlers.of(context).call("async_common", 1)).isEqualTo("static 1");
		});
	}

	@Test
	void servesMethodsOfAConfiguration() {
		this.application.withUserConfiguration(FullConfiguration.class)
			.run((context) -> assertThat(Handlers.of(context).call("async_configured")).isEqualTo("configured"));
	}

	@Test
	void servesBeansBehindAScopedProxyOnceAlsoIfNobodyInjectsThem() {
		this.application.withUserConfiguration(ScopedConfiguration.class).run((context) -> {
			only(context.getBean(RemoteCallRegistry.class));
			assertThat(Handlers.of(context).call("async_instance")).isEqualTo(1);
			assertThat(Handlers.of(context).call("async_instance")).isEqualTo(2);
		});
	}

	@Test
	void returnsFuturesAndMonosAsFutures() {
		this.application.withBean(Results.class).run((context) -> {
			Handlers handlers = Handlers.of(context);
			assertThat(future(handlers.call("async_later", 4))).isCompletedWithValue(5);
			assertThat(future(handlers.call("async_mono", 4))).isCompletedWithValue(5);
			assertThat(future(handlers.call("async_emptyMono"))).isCompletedWithValue(null);
			assertThat(future(handlers.call("async_nothingLater"))).isCompletedWithValue(null);
			assertThat(handlers.call("async_noFuture")).isNull();
			assertThat(handlers.call("async_noMono")).isNull();
			assertThat(handlers.call("async_none")).isNull();
			assertThat(future(handlers.call("async_failedMono"))).isCompletedExceptionally();
			assertThat(future(handlers.call("async_failedLater"))).isCompletedExceptionally();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> handlers.call("async_failing"))
				.withMessage("expected by the test");
		});
	}

	@Test
	void bindsAbstractTypesThatJacksonMakes() {
		this.application.withBean(AbstractTypes.class).run((context) -> {
			assertThat(Handlers.of(context).call("async_zone", "Europe/Berlin")).isEqualTo("Europe/Berlin");
			assertThat(Handlers.of(context).call("async_tree", Map.of("a", 1))).isEqualTo(1);
			assertThat(Handlers.of(context).call("async_path", "/tmp/x")).isEqualTo("x");
			assertThat(Handlers.of(context).call("async_apply", "PLUS", 1)).isEqualTo(2);
		});
	}

	@SuppressWarnings("unchecked")
	private static CompletableFuture<Object> future(Object result) {
		assertThat(result).isInstanceOf(CompletableFuture.class);
		return (CompletableFuture<Object>) result;
	}

	private static ServedFunction only(RemoteCallRegistry registry) {
		assertThat(registry.getFunctions()).hasSize(1);
		return registry.getFunctions().get(0);
	}

	static class Defaults {

		@RemoteCall
		void plain() {
		}

	}

	static class Configured {

		@RemoteCall(name = "${maths.name}", kind = FunctionKind.SYNC, queueSize = "${maths.size}",
				fetchSize = "#{3 * 7}", timeout = "${maths.timeout:10s}",
				concurrency = "#{'${maths.size}'.length() + 3}", reRegister = "#{false}",
				autoStartup = "${maths.start:false}", id = "${maths.id:adder}")
		int add(int a, @RemoteArg(defaultValue = "#{${maths.size} / 10}") int b) {
			return a + b;
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@RemoteCall(kind = FunctionKind.SYNC, timeout = "5m")
	@interface SlowCall {

		@AliasFor(annotation = RemoteCall.class, attribute = "concurrency")
		String threads() default "3";

		@AliasFor(annotation = RemoteCall.class, attribute = "name")
		String value() default "";

	}

	static class Meta {

		@SlowCall
		void slow() {
		}

	}

	interface Adder {

		@RemoteCall("add")
		int sum(int first, @RemoteArg(name = "second", defaultValue = "10") int b);

	}

	static class AdderImpl implements Adder {

		@Override
		public int sum(int first, int b) {
			return first + b;
		}

	}

	static class Proxied {

		private final int factor = Integer.parseInt("2");

		@RemoteCall
		int twice(int n) {
			return this.factor * n;
		}

		@RemoteCall
		int packageTwice(int n) {
			return this.factor * n;
		}

		@RemoteCall
		protected int protectedTwice(int n) {
			return this.factor * n;
		}

	}

	abstract static class Base<T extends Number> {

		@RemoteCall
		T twice(T value) {
			return add(value, value);
		}

		@RemoteCall
		T sum(List<T> values) {
			return values.stream().reduce(this::add).orElseThrow();
		}

		abstract T add(T first, T second);

	}

	static class Longs extends Base<Long> {

		@Override
		Long add(Long first, Long second) {
			return first + second;
		}

	}

	static class OverridingLongs extends Longs {

		@Override
		Long twice(Long value) {
			return super.twice(value) + 1;
		}

	}

	static class Super {

		@RemoteCall
		String name() {
			return "super";
		}

	}

	static class Sub extends Super {

		@Override
		@RemoteCall
		String name() {
			return "sub";
		}

	}

	static class Visibilities {

		@RemoteCall
		private String hidden(int n) {
			return "private " + n;
		}

		@RemoteCall
		String visible(int n) {
			return "package " + n;
		}

		@RemoteCall
		static String common(int n) {
			return "static " + n;
		}

	}

	@Configuration
	static class FullConfiguration {

		@Bean
		String text() {
			return "configured";
		}

		@RemoteCall
		private String configured() {
			return text();
		}

	}

	static class Instance {

		private static final AtomicInteger instances = new AtomicInteger();

		private final int number = instances.incrementAndGet();

		@RemoteCall
		int instance() {
			return this.number;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Instance scoped() {
			return new Instance();
		}

	}

	static class Results {

		@RemoteCall
		CompletableFuture<Integer> later(int n) {
			return CompletableFuture.completedFuture(n + 1);
		}

		@RemoteCall
		Mono<Integer> mono(int n) {
			return Mono.just(n + 1);
		}

		@RemoteCall
		Mono<Void> emptyMono() {
			return Mono.empty();
		}

		@RemoteCall
		CompletableFuture<Void> nothingLater() {
			return CompletableFuture.completedFuture(null);
		}

		@RemoteCall
		CompletableFuture<Void> noFuture() {
			return null;
		}

		@RemoteCall
		Mono<Void> noMono() {
			return null;
		}

		@RemoteCall
		void none() {
		}

		@RemoteCall
		Mono<Integer> failedMono() {
			return Mono.error(new IllegalStateException("expected by the test"));
		}

		@RemoteCall
		CompletableFuture<Integer> failedLater() {
			return CompletableFuture.failedFuture(new IllegalStateException("expected by the test"));
		}

		@RemoteCall
		int failing() {
			throw new IllegalStateException("expected by the test");
		}

	}

	enum Operator {

		PLUS {

			@Override
			int apply(int n) {
				return n + 1;
			}

		};

		abstract int apply(int n);

	}

	static class AbstractTypes {

		@RemoteCall
		String zone(ZoneId zone) {
			return zone.getId();
		}

		@RemoteCall
		int tree(JsonNode tree) {
			return tree.get("a").asInt();
		}

		@RemoteCall
		String path(Path path) {
			return path.getFileName().toString();
		}

		@RemoteCall
		int apply(Operator operator, int n) {
			return operator.apply(n);
		}

	}

	/**
	 * Proxies beans of a type, and counts the calls that come through.
	 */
	static class ProxyCreator implements BeanPostProcessor {

		private final Class<?> type;

		private final boolean proxyTargetClass;

		private final AtomicInteger calls = new AtomicInteger();

		ProxyCreator(Class<?> type, boolean proxyTargetClass) {
			this.type = type;
			this.proxyTargetClass = proxyTargetClass;
		}

		static int calls(ApplicationContext context) {
			return context.getBean(ProxyCreator.class).calls.get();
		}

		@Override
		public Object postProcessBeforeInitialization(Object bean, String beanName) {
			if (this.type == null || !this.type.isInstance(bean)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(this.proxyTargetClass);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.calls.incrementAndGet();
				return invocation.proceed();
			});
			return factory.getProxy();
		}

	}

}
