package io.github.polywire.natsmicro.client;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.annotation.MicroClient;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * Makes objects of interfaces that are annotated with {@link MicroClient}. Thread-safe.
 */
public final class MicroClientFactory {

	private final MicroOperations operations;

	private final StringValueResolver valueResolver;

	/**
	 * Creates a factory.
	 * @param operations sends the requests
	 * @param valueResolver resolves placeholders in attributes
	 */
	public MicroClientFactory(MicroOperations operations, StringValueResolver valueResolver) {
		Assert.notNull(operations, "'operations' must not be null");
		Assert.notNull(valueResolver, "'valueResolver' must not be null");
		this.operations = operations;
		this.valueResolver = valueResolver;
	}

	/**
	 * Makes a client.
	 * @param <T> the interface
	 * @param type the interface
	 * @return the client, which is thread-safe
	 * @throws MicroDefinitionException if the interface cannot be a client
	 */
	public <T> T create(Class<T> type) {
		MicroClient annotation = AnnotatedElementUtils.findMergedAnnotation(type, MicroClient.class);
		if (annotation == null || !type.isInterface()) {
			throw new MicroDefinitionException(type.getName(), "it is not an interface with @MicroClient",
					"Annotate an interface", null);
		}
		Map<Method, ClientMethod> methods = new LinkedHashMap<>();
		for (Method method : type.getMethods()) {
			if (Modifier.isAbstract(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
				methods.put(method, ClientMethod.of(type, method, annotation, this.valueResolver));
			}
		}
		Object client = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				new ClientHandler(type, methods, this.operations));
		return type.cast(client);
	}

	private record ClientHandler(Class<?> type, Map<Method, ClientMethod> methods,
			MicroOperations operations) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
				throws Throwable {
			ClientMethod clientMethod = this.methods.get(method);
			@Nullable Object[] values = (args != null) ? args : new Object[0];
			if (clientMethod != null) {
				return clientMethod.invoke(this.operations, values);
			}
			if (method.isDefault()) {
				return invokeDefault(proxy, method, args);
			}
			return switch (method.getName()) {
				case "equals" -> proxy == values[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> "NATS micro client " + this.type.getName();
			};
		}

		private static @Nullable Object invokeDefault(Object proxy, Method method, @Nullable Object @Nullable [] args)
				throws Throwable {
			Class<?> declaring = method.getDeclaringClass();
			if (Modifier.isPublic(declaring.getModifiers())) {
				return InvocationHandler.invokeDefault(proxy, method, args);
			}
			return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
				.unreflectSpecial(method, declaring)
				.bindTo(proxy)
				.invokeWithArguments(args);
		}

	}

}
