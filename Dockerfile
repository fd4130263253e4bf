# One image for both roles: the dashboard (default) and the controller (ROLE=controller). Its other entry points are
# prepare.js (brings code and shim into a function's pod) and call.js (a scheduled call).
#   docker build -t kubeless-ui:0.1.0 .      minikube image build -t kubeless-ui:0.1.0 .
#   buildah bud --format docker -t kubeless-ui:0.1.0 .      (only that format keeps the health check; Kubernetes needs none)
# Nothing in it depends on the processor: for another one, add --platform linux/arm64.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY client ./client
COPY server ./server
# One time for all files: the same sources give the same layer, whenever and wherever they are built.
RUN npm run build && rm dist/.built && mkdir /image && mv dist /image/app && \
    find /image -exec touch --no-dereference --date=1980-01-01T00:00:00Z {} +

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Kubeless UI" \
      org.opencontainers.image.description="Write a serverless function, run it, see why it fails and ship it, on your own Kubernetes" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# Package managers have no business in a running dashboard.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-*
ENV NODE_ENV=production
COPY --from=build /image /
WORKDIR /app
USER 65532:65532
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/main.js"]
