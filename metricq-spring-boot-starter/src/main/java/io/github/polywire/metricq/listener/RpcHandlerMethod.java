package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.GenericMessage;

/**
 * Calls a method with the arguments of an RPC.
 */
final class RpcHandlerMethod {

	private final InvocableHandlerMethod method;

	private final Set<MetricqRole> roles;

	private final int order;

	private final int depth;

	RpcHandlerMethod(Object bean, Method method, Class<?> beanType, Set<MetricqRole> roles, int order,
			JsonMapper jsonMapper, BeanFactory beanFactory) {
		requireNames(method);
		DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
		factory.setBeanFactory(beanFactory);
		factory.setCustomArgumentResolvers(List.of(new ArgumentResolver(jsonMapper, beanType)));
		factory.afterPropertiesSet();
		this.method = factory.createInvocableHandlerMethod(bean, AnnotatedMethods.invocable(bean, method));
		this.roles = roles;
		this.order = order;
		this.depth = depth(method.getDeclaringClass());
	}

	private static void requireNames(Method method) {
		if (method.getParameterCount() > 0 && new DefaultParameterNameDiscoverer().getParameterNames(method) == null) {
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method),
					"the names of its parameters are not known", "Compile it with -parameters, as Boot's plugins do",
					null);
		}
	}

	private static int depth(Class<?> type) {
		return (type.getSuperclass() != null) ? depth(type.getSuperclass()) + 1 : 0;
	}

	// Handlers of a superclass come first, as those of the original do.
	int depth() {
		return this.depth;
	}

	int order() {
		return this.order;
	}

	boolean answers(MetricqRole role) {
		return this.roles.isEmpty() || this.roles.contains(role);
	}

	@Nullable Object invoke(MetricqRpcRequest request) throws Exception {
		Object result = this.method.invoke(new GenericMessage<>(request));
		if (result instanceof CompletionStage<?> stage) {
			try {
				return stage.toCompletableFuture().join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
		return result;
	}

	/**
	 * Binds arguments by name, or all of them to a single parameter.
	 */
	private record ArgumentResolver(JsonMapper jsonMapper, Class<?> beanType) implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return true;
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			MetricqRpcRequest request = (MetricqRpcRequest) message.getPayload();
			if (parameter.getParameterType() == MetricqRpcRequest.class) {
				return request;
			}
			MethodParameter nested = parameter.nestedIfOptional();
			JavaType type = this.jsonMapper
				.constructType(GenericTypeResolver.resolveType(nested.getNestedGenericParameterType(), this.beanType));
			boolean all = takesAll(parameter, type.getRawClass(), request);
			JsonNode json = all ? request.arguments() : request.arguments().get(parameter.getParameterName());
			Object value = convert(parameter, type, json, request);
			return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(value) : value;
		}

		private static boolean takesAll(MethodParameter parameter, Class<?> type, MetricqRpcRequest request) {
			long bound = Arrays.stream(parameter.getExecutable().getParameterTypes())
				.filter((other) -> other != MetricqRpcRequest.class)
				.count();
			boolean structured = Map.class.isAssignableFrom(type) || JsonNode.class.isAssignableFrom(type)
					|| !(BeanUtils.isSimpleValueType(type) || type.isArray() || Iterable.class.isAssignableFrom(type));
			return bound == 1 && structured && !request.arguments().has(parameter.getParameterName());
		}

		private @Nullable Object convert(MethodParameter parameter, JavaType type, @Nullable JsonNode json,
				MetricqRpcRequest request) {
			if (json == null || json.isNull()) {
				if (parameter.getParameterType().isPrimitive()) {
					throw new IllegalArgumentException("The argument '" + parameter.getParameterName() + "' of "
							+ request.function() + " is missing");
				}
				return null;
			}
			try {
				return this.jsonMapper.convertValue(json, type);
			}
			catch (JacksonException | IllegalArgumentException ex) {
				throw new IllegalArgumentException("The argument '" + parameter.getParameterName() + "' of "
						+ request.function() + " is no " + type.getRawClass().getSimpleName(), ex);
			}
		}

	}

}
