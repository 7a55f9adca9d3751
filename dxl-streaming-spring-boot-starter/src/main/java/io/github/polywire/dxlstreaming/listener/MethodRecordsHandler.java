package io.github.polywire.dxlstreaming.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.Validator;

/**
 * Calls a method with records.
 */
final class MethodRecordsHandler implements RecordsHandler {

	private final InvocableHandlerMethod method;

	private final boolean batches;

	private final boolean acknowledges;

	private final String description;

	MethodRecordsHandler(Object bean, Method method, Class<?> beanType, ConfigurableBeanFactory beanFactory,
			StreamCodec codec, @Nullable Validator validator) {
		this.description = AnnotatedMethods.describe(method);
		List<ListenerParameter> parameters = new ArrayList<>();
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			parameters.add(ListenerParameter.of(method, parameter, beanType, codec, validator));
		}
		this.batches = parameters.stream().anyMatch(ListenerParameter::isList);
		this.acknowledges = parameters.stream()
			.anyMatch((parameter) -> parameter.kind() == ListenerParameter.Kind.ACKNOWLEDGMENT);
		check(parameters);
		ConversionService conversion = beanFactory.getConversionService();
		DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
		factory.setArgumentResolvers(List.of(new RecordArgumentResolver(parameters), new HeaderMethodArgumentResolver(
				(conversion != null) ? conversion : DefaultConversionService.getSharedInstance(), beanFactory)));
		factory.afterPropertiesSet();
		this.method = factory.createInvocableHandlerMethod(bean, AnnotatedMethods.invocable(bean, method));
	}

	private void check(List<ListenerParameter> parameters) {
		if (parameters.stream().noneMatch(ListenerParameter::hasContent)) {
			throw invalid("it takes neither a payload nor a record");
		}
		boolean single = parameters.stream()
			.anyMatch((parameter) -> !parameter.isList() && parameter.kind() != ListenerParameter.Kind.ACKNOWLEDGMENT);
		if (this.batches && single) {
			throw invalid("it takes lists beside what is of one record");
		}
	}

	private DxlStreamDefinitionException invalid(String problem) {
		return new DxlStreamDefinitionException(this.description,
				"a method with @DxlStreamListener cannot be called so: " + problem,
				"Take a payload, @Header values, a DxlRecord or a DxlRawRecord; or Lists of payloads or records; each"
						+ " with a DxlAcknowledgment or without",
				null);
	}

	boolean acknowledges() {
		return this.acknowledges;
	}

	@Override
	public boolean takesBatches() {
		return this.batches;
	}

	@Override
	public void handle(List<DxlRawRecord> records, DxlAcknowledgment acknowledgment) throws Exception {
		Object result = this.method.invoke(new RecordsMessage(records, acknowledgment));
		if (result instanceof CompletionStage<?> stage) {
			try {
				stage.toCompletableFuture().get();
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
	}

	@Override
	public String describe() {
		return this.description;
	}

	private record RecordArgumentResolver(List<ListenerParameter> parameters) implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return this.parameters.get(parameter.getParameterIndex()).kind() != ListenerParameter.Kind.HEADER;
		}

		@Override
		public Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return this.parameters.get(parameter.getParameterIndex()).argument((RecordsMessage) message);
		}

	}

}
