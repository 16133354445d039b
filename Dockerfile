# One image for every app; APP says which one a container runs.
#   docker build -t complet . && docker run -e APP=tracking -e REDIS_URL=… -p 3001:3001 complet
FROM node:24-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

# The versions of the lock file; `npm ci` would refuse one that does not list the binaries of every platform there is.
# No scripts of packages: the binaries that are needed (swc, lmdb) come as packages of their own, and Node is the image's.
FROM base AS build
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM base AS packages
RUN npm install --no-save --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node node_modules/.bin/node

FROM node:24-bookworm-slim
WORKDIR /app
# /data keeps the keys of development (and the simulators' books): of no use, and not written to, where OIDC_ISSUER is set.
RUN install --directory --owner=node --group=node /data
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
ARG APP=orders-api
ENV APP=$APP NODE_ENV=production NODE_OPTIONS=--enable-source-maps DATA_DIR=/data LISTEN_HOST=0.0.0.0
USER node
VOLUME /data
EXPOSE 3000 3001 3002 3003 3004
# `exec`: the app itself is told to stop.
CMD ["sh", "-c", "exec node dist/apps/$APP/main.js"]
