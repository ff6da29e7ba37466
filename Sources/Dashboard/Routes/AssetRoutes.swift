import HTTPTypes
import Hummingbird

/// `/assets/…`: style and scripts. Browsers keep them and ask each time whether they changed.
struct AssetRoutes {
    let assets: Assets

    func asset(_ request: Request, name: String) throws -> Response {
        guard let asset = assets[name] else { throw HTTPError(.notFound) }
        let headers: HTTPFields = [.contentType: asset.contentType, .eTag: asset.tag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
        return asset.body.response(to: request, headers: headers)
    }
}
